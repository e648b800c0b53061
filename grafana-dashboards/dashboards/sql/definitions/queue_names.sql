-- Contact events know queues by their ids only.
queue_names AS (
  SELECT queue_id, max_by(queue_name, time) AS queue_name
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago(1h)
  GROUP BY queue_id
)
