100.0 * count_if(met) / nullif(count(met), 0)
