WITH {agent_profiles}
SELECT agent, count(*) AS missed
FROM "${database}"."AgentEvent_Contact" AS stretches
INNER JOIN agent_profiles ON agent_profiles.agent_id = stretches.agent_id
WHERE measure_name = 'agent_contact' AND $__timeFilter AND state = 'Missed'
GROUP BY agent, agent_profiles.agent_id
ORDER BY missed DESC, agent
LIMIT 10
