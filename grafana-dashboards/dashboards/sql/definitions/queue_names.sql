-- Contact events know queues by their ids only; and a queue may have been renamed.
queue_names AS (
  SELECT instance_id, queue_id, max_by(queue_name, time) AS queue_name
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago(1h)
  GROUP BY instance_id, queue_id
)
