-- now: seconds since the last snapshot, by day and by night.
WITH age AS (
  SELECT
    now() AS time,
    coalesce((to_milliseconds(now()) - to_milliseconds(max(time))) / 1000, 3600) AS seconds
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago(1h)
)
SELECT 'queue snapshots' AS source, CREATE_TIME_SERIES(time, seconds) AS seconds_of_silence
FROM age
GROUP BY 1
