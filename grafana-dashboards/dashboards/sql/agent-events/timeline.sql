-- A silent agent's last stretch ends with the last event: what came then, nobody knows.
WITH {agent_stretches},
shown AS (
  SELECT agent_id, agent
  FROM agent_stretches
  WHERE status_type <> 'OFFLINE' AND {chosen_statuses}
  GROUP BY agent_id, agent
  ORDER BY agent
  LIMIT 40
),
changes AS (
  SELECT agent_stretches.agent_id, begins, state
  FROM agent_stretches
  INNER JOIN shown ON shown.agent_id = agent_stretches.agent_id
  UNION ALL
  SELECT agent_stretches.agent_id, ends, 'No events'
  FROM agent_stretches
  INNER JOIN shown ON shown.agent_id = agent_stretches.agent_id
  WHERE open AND last_event_at <= ago({silence}) AND ends < $__timeTo
)
SELECT shown.agent, shown.agent_id, CREATE_TIME_SERIES(from_milliseconds(begins), state) AS "Value"
FROM changes
INNER JOIN shown ON shown.agent_id = changes.agent_id
GROUP BY shown.agent, shown.agent_id
ORDER BY agent
