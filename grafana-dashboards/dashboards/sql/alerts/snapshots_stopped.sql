-- now: seconds since an instance's last snapshot of its queues, by day and by night.
WITH {instance_aliases},
last_snapshots AS (
  SELECT instance_id, max(time) AS at
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago(1h)
  GROUP BY instance_id
),
age AS (
  SELECT
    now() AS time,
    coalesce(instance_aliases.instance_id, last_snapshots.instance_id) AS instance_id,
    coalesce(alias, last_snapshots.instance_id) AS instance,
    coalesce((to_milliseconds(now()) - to_milliseconds(at)) / 1000, 3600) AS seconds
  FROM instance_aliases
  FULL OUTER JOIN last_snapshots ON last_snapshots.instance_id = instance_aliases.instance_id
)
SELECT 'queue snapshots' AS source, instance, instance_id, CREATE_TIME_SERIES(time, seconds) AS seconds_of_silence
FROM age
GROUP BY 1, instance, instance_id
ORDER BY instance
