WITH {agent_profiles}
SELECT coalesce(queue_name, 'no queue') AS queue, count(*) AS missed
FROM "${database}"."AgentEvent_Contact" AS stretches
INNER JOIN agent_profiles ON agent_profiles.agent_id = stretches.agent_id
WHERE measure_name = 'agent_contact' AND $__timeFilter AND state = 'Missed'
GROUP BY coalesce(queue_name, 'no queue')
ORDER BY missed DESC, queue
LIMIT 10
