WITH {agent_profiles}
SELECT coalesce(max_by(queue_name, time) || coalesce(max(suffix), ''), 'no queue') AS queue, count(*) AS missed
FROM "${database}"."AgentEvent_Contact" AS stretches
INNER JOIN agent_profiles ON agent_profiles.agent_id = stretches.agent_id
LEFT JOIN instances ON instances.instance_id = stretches.instance_id
WHERE measure_name = 'agent_contact' AND $__timeFilter AND state = 'Missed'
GROUP BY queue_id
ORDER BY missed DESC, queue
LIMIT 10
