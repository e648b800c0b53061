WITH {instances},
missed AS (
  SELECT *
  FROM "${database}"."AgentEvent_Contact"
  WHERE measure_name = 'agent_contact' AND $__timeFilter AND state = 'Missed' AND {chosen_queues}
)
SELECT coalesce(max_by(queue_name, time) || coalesce(max(suffix), ''), 'no queue') AS queue, count(*) AS missed
FROM missed
LEFT JOIN instances ON instances.instance_id = missed.instance_id
GROUP BY queue_id
ORDER BY missed DESC, queue
LIMIT 12
