SELECT
  queue_name AS queue,
  CREATE_TIME_SERIES(time, CASE WHEN agents_available = 0 THEN contacts_in_queue ELSE 0 END) AS waiting
FROM "${database}"."Queue"
WHERE measure_name = 'queue' AND $__timeFilter
  AND agents_available IS NOT NULL AND contacts_in_queue IS NOT NULL
GROUP BY instance_id, queue_id, queue_name
ORDER BY queue
