WITH {agent_profiles}
SELECT agent, count(*) AS answered
FROM "${database}"."ContactEvent" AS events
INNER JOIN agent_profiles ON agent_profiles.agent_id = events.agent_id
WHERE measure_name = 'contact_event' AND $__timeFilter AND event_type = 'CONNECTED_TO_AGENT'
GROUP BY agent, agent_profiles.agent_id
ORDER BY answered DESC, agent
LIMIT 10
