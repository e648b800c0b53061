-- now: the queues of the last hour's snapshots, by the names that they have today.
SELECT max_by(queue_name, time) || '|' || queue_id
FROM "${database}"."Queue"
WHERE measure_name = 'queue' AND time > ago(1h)
  AND ('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
GROUP BY queue_id
