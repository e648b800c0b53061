WITH {instance_aliases},
{queue_names}
SELECT
  queue_names.queue_name AS queue,
  coalesce(alias, snapshots.instance_id) AS instance,
  snapshots.queue_id AS queue_id,
  CREATE_TIME_SERIES(time, CASE WHEN agents_available = 0 THEN contacts_in_queue ELSE 0 END) AS waiting
FROM "${database}"."Queue" AS snapshots
INNER JOIN queue_names ON queue_names.queue_id = snapshots.queue_id
LEFT JOIN instance_aliases ON instance_aliases.instance_id = snapshots.instance_id
WHERE measure_name = 'queue' AND $__timeFilter
  AND agents_available IS NOT NULL AND contacts_in_queue IS NOT NULL
GROUP BY queue_names.queue_name, coalesce(alias, snapshots.instance_id), snapshots.queue_id
ORDER BY instance, queue
