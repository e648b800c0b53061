WITH {contacts},
{queue_names}
SELECT coalesce(queue_names.queue_name, contacts.queue_id) AS queue, {service_level} AS service_level
FROM contacts
LEFT JOIN queue_names ON queue_names.queue_id = contacts.queue_id
WHERE {of_instance} AND ('*' IN (${queue:sqlstring}) OR contacts.queue_id IN (${queue:sqlstring}))
GROUP BY coalesce(queue_names.queue_name, contacts.queue_id)
HAVING count(met) > 0
ORDER BY service_level, queue
LIMIT 12
