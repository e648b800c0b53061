-- Agents of several queues are counted in each, so queues are not added up: the ten with most contacts are shown.
WITH busiest AS (
  SELECT queue_id, max_by(queue_name, time) AS queue
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND $__timeFilter AND {chosen_queues}
  GROUP BY queue_id
  ORDER BY sum(contacts_in_queue) DESC, sum(agents_online) DESC, queue
  LIMIT 10
)
SELECT bin(time, $__interval) AS time, queue, max(agents_available) AS "Value"
FROM "${database}"."Queue" AS snapshots
INNER JOIN busiest ON busiest.queue_id = snapshots.queue_id
WHERE measure_name = 'queue' AND $__timeFilter
GROUP BY bin(time, $__interval), queue
ORDER BY 1, queue
