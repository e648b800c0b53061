WITH {contacts},
{named_queues},
by_queue AS (
  SELECT queue_id, {service_level} AS service_level
  FROM contacts
  WHERE {chosen_queues}
  GROUP BY queue_id
  HAVING count(met) > 0
)
SELECT coalesce(queue_name, by_queue.queue_id) AS queue, service_level
FROM by_queue
LEFT JOIN named_queues ON named_queues.queue_id = by_queue.queue_id
ORDER BY service_level, queue
LIMIT 12
