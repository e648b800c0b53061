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
stretches_shown AS (
  SELECT shown.agent, shown.agent_id, begins, ends, state, open, last_event_at
  FROM agent_stretches
  INNER JOIN shown ON shown.agent_id = agent_stretches.agent_id
),
changes AS (
  SELECT agent, agent_id, begins AS at, state
  FROM stretches_shown
  UNION ALL
  SELECT agent, agent_id, ends, 'No events'
  FROM stretches_shown
  WHERE open AND last_event_at <= ago({silence}) AND ends < $__timeTo
)
SELECT agent, agent_id, CREATE_TIME_SERIES(from_milliseconds(at), state) AS "Value"
FROM changes
GROUP BY agent, agent_id
ORDER BY agent
