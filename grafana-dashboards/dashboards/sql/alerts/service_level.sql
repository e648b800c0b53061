-- Contacts of the last half hour; a queue with fewer than five judged contacts says nothing.
WITH {contacts},
{queue_names},
by_queue AS (
  SELECT from_milliseconds($__timeTo) AS time, queue_id, {service_level} AS service_level
  FROM contacts
  WHERE queue_id IS NOT NULL
  GROUP BY queue_id
  HAVING count(met) >= 5
)
SELECT coalesce(queue_name, by_queue.queue_id) AS queue, CREATE_TIME_SERIES(time, service_level) AS service_level
FROM by_queue
LEFT JOIN queue_names ON queue_names.queue_id = by_queue.queue_id
GROUP BY coalesce(queue_name, by_queue.queue_id), by_queue.queue_id
ORDER BY queue
