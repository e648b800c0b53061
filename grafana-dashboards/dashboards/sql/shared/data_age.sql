-- now: how old the newest data is. An agent's heartbeats come every two minutes, snapshots four times a minute.
SELECT
  (to_milliseconds(now()) - to_milliseconds(agents.last_event_at)) / 1000.0 AS "Last agent event",
  (to_milliseconds(now()) - to_milliseconds(queues.last_snapshot_at)) / 1000.0 AS "Last queue snapshot"
FROM (
  SELECT max(last_event_at) AS last_event_at
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND time > ago({look_back}) AND {of_instance}
) AS agents
CROSS JOIN (
  SELECT max(time) AS last_snapshot_at
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago({look_back}) AND {of_instance}
) AS queues
