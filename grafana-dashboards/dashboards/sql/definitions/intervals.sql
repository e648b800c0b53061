-- The intervals of the time range: one without any contact is there as well.
intervals AS (
  SELECT starts
  FROM (SELECT 1 AS one) AS once
  CROSS JOIN UNNEST(
    sequence(bin(from_milliseconds($__timeFrom), $__interval), from_milliseconds($__timeTo), $__interval)
  ) AS every_interval(starts)
)
