WITH {contacts}
SELECT bin(at, $__interval) AS time, {service_level} AS "Service level", ${service_level_target} AS "Target"
FROM contacts
WHERE {chosen_queues}
GROUP BY bin(at, $__interval)
HAVING count(met) > 0
ORDER BY time
