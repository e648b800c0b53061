WITH {instance_aliases},
{queue_names}
SELECT
  queue_names.queue_name AS queue,
  coalesce(alias, snapshots.instance_id) AS instance,
  snapshots.queue_id AS queue_id,
  CREATE_TIME_SERIES(time, oldest_contact_age) AS longest_wait
FROM "${database}"."Queue" AS snapshots
INNER JOIN queue_names ON queue_names.queue_id = snapshots.queue_id
LEFT JOIN instance_aliases ON instance_aliases.instance_id = snapshots.instance_id
WHERE measure_name = 'queue' AND $__timeFilter AND oldest_contact_age IS NOT NULL
GROUP BY queue_names.queue_name, coalesce(alias, snapshots.instance_id), snapshots.queue_id
ORDER BY instance, queue
