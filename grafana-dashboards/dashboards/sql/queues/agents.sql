-- Agents of several queues are counted in each, so queues are not added up: the ten with most contacts are shown.
WITH {instances},
busiest AS (
  SELECT instance_id, queue_id, max_by(queue_name, time) AS queue_name
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND $__timeFilter AND {chosen_queues}
  GROUP BY instance_id, queue_id
  ORDER BY sum(contacts_in_queue) DESC, sum(agents_online) DESC, queue_name
  LIMIT 10
),
named AS (
  SELECT queue_id, queue_name || coalesce(suffix, '') AS queue
  FROM busiest
  LEFT JOIN instances ON instances.instance_id = busiest.instance_id
)
SELECT bin(time, $__interval) AS time, queue, max(agents_available) AS "Value"
FROM "${database}"."Queue" AS snapshots
INNER JOIN named ON named.queue_id = snapshots.queue_id
WHERE measure_name = 'queue' AND $__timeFilter
GROUP BY bin(time, $__interval), queue
ORDER BY 1, queue
