-- Contacts of the last half hour; a queue with fewer than five judged contacts says nothing.
WITH {contacts},
{instance_aliases},
{queue_names},
by_queue AS (
  SELECT from_milliseconds($__timeTo) AS time, instance_id, queue_id, {service_level} AS service_level
  FROM contacts
  WHERE queue_id IS NOT NULL
  GROUP BY instance_id, queue_id
  HAVING count(met) >= 5
)
SELECT
  coalesce(queue_name, by_queue.queue_id) AS queue,
  coalesce(alias, by_queue.instance_id) AS instance,
  by_queue.queue_id AS queue_id,
  CREATE_TIME_SERIES(time, service_level) AS service_level
FROM by_queue
LEFT JOIN queue_names ON queue_names.queue_id = by_queue.queue_id
LEFT JOIN instance_aliases ON instance_aliases.instance_id = by_queue.instance_id
GROUP BY coalesce(queue_name, by_queue.queue_id), coalesce(alias, by_queue.instance_id), by_queue.queue_id
ORDER BY instance, queue
