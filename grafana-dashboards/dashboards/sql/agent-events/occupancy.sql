WITH {agent_stretches}
SELECT agent, {occupancy} AS occupancy
FROM agent_stretches
WHERE {chosen_statuses}
GROUP BY agent, agent_id
HAVING sum(CASE WHEN on_contact OR status_type = 'ROUTABLE' THEN ends - begins END) > 0
ORDER BY occupancy DESC, agent
LIMIT 25
