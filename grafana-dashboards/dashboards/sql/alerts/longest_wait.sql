SELECT queue_name AS queue, CREATE_TIME_SERIES(time, oldest_contact_age) AS longest_wait
FROM "${database}"."Queue"
WHERE measure_name = 'queue' AND $__timeFilter AND oldest_contact_age IS NOT NULL
GROUP BY instance_id, queue_id, queue_name
ORDER BY queue
