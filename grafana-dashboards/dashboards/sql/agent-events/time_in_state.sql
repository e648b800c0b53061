WITH {agent_stretches}
SELECT
  agent AS "Agent",
  sum(CASE WHEN status_type <> 'OFFLINE' THEN ends - begins END) / 1000.0 AS "Online",
  {occupancy} AS "Occupancy",
  sum(CASE WHEN state = 'Available' THEN ends - begins END) / 1000.0 AS "Available",
  sum(CASE WHEN state = 'Incoming' THEN ends - begins END) / 1000.0 AS "Incoming",
  sum(CASE WHEN state = 'Calling' THEN ends - begins END) / 1000.0 AS "Calling",
  sum(CASE WHEN state = 'On Call' THEN ends - begins END) / 1000.0 AS "On Call",
  sum(CASE WHEN state = 'On Hold' THEN ends - begins END) / 1000.0 AS "On Hold",
  sum(CASE WHEN state = 'Paused' THEN ends - begins END) / 1000.0 AS "Paused",
  sum(CASE WHEN state = 'After Call Work' THEN ends - begins END) / 1000.0 AS "After Call Work",
  sum(CASE WHEN state = 'Monitoring' THEN ends - begins END) / 1000.0 AS "Monitoring",
  sum(CASE WHEN state IN ('Missed', 'Rejected', 'Error') THEN ends - begins END) / 1000.0 AS "Missed or error",
  sum(CASE WHEN status_type = 'CUSTOM' AND state = status THEN ends - begins END) / 1000.0 AS "Not productive"
FROM agent_stretches
WHERE {chosen_statuses}
GROUP BY agent, agent_id
ORDER BY agent
