WITH {contacts},
judged AS (
  SELECT
    {service_level} AS of_range,
    100.0 * count_if(met AND at > ago(30m)) / nullif(count_if(met IS NOT NULL AND at > ago(30m)), 0) AS last_30_minutes
  FROM contacts
  WHERE {chosen_queues}
)
SELECT
  last_30_minutes AS "Last 30 minutes",
  last_30_minutes - ${service_level_target} AS "Against target",
  of_range AS "Today"
FROM judged
