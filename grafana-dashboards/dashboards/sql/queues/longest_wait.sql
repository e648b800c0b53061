SELECT bin(time, $__interval) AS time, max(oldest_contact_age) AS "Longest wait"
FROM "${database}"."Queue"
WHERE measure_name = 'queue' AND $__timeFilter AND {chosen_queues}
GROUP BY bin(time, $__interval)
ORDER BY 1
