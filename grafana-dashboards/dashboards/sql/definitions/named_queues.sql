{instances},
{queue_names},
named_queues AS (
  SELECT queue_names.instance_id, queue_id, queue_name || coalesce(suffix, '') AS queue_name
  FROM queue_names
  LEFT JOIN instances ON instances.instance_id = queue_names.instance_id
)
