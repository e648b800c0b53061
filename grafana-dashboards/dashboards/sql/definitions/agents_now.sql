-- What each agent is in now: the open stretch of which an event has spoken within five minutes. Heartbeats come every
-- two; after a logoff they end, and so does an agent's row here. Stretches longer than 12 hours begin a new row.
agents_now AS (
  SELECT *
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND time > ago({look_back}) AND open AND last_event_at > ago({silence})
)
