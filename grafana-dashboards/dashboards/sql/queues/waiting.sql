WITH snapshots AS (
  SELECT time, sum(contacts_in_queue) AS waiting, sum(contacts_scheduled) AS callbacks
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND $__timeFilter AND {chosen_queues}
  GROUP BY time
)
SELECT bin(time, $__interval) AS time, max(waiting) AS "In queue", max(callbacks) AS "Callbacks"
FROM snapshots
GROUP BY bin(time, $__interval)
ORDER BY 1
