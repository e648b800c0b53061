-- now: how old the newest data is; of several instances, that of the one which is furthest behind. An agent's heartbeats
-- come every two minutes, snapshots four times a minute.
WITH {instance_aliases},
last_events AS (
  SELECT instance_id, max(last_event_at) AS at
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND time > ago({look_back})
  GROUP BY instance_id
),
last_snapshots AS (
  SELECT instance_id, max(time) AS at
  FROM "${database}"."Queue"
  WHERE measure_name = 'queue' AND time > ago({look_back})
  GROUP BY instance_id
),
every_instance AS (
  SELECT instance_id FROM instance_aliases
  UNION
  SELECT instance_id FROM last_events
  UNION
  SELECT instance_id FROM last_snapshots
),
chosen AS (
  SELECT instance_id FROM every_instance WHERE {of_instance}
)
SELECT
  CASE
    WHEN count(last_events.at) = count(*) THEN (to_milliseconds(now()) - to_milliseconds(min(last_events.at))) / 1000.0
  END AS "Last agent event",
  CASE
    WHEN count(last_snapshots.at) = count(*)
      THEN (to_milliseconds(now()) - to_milliseconds(min(last_snapshots.at))) / 1000.0
  END AS "Last queue snapshot"
FROM chosen
LEFT JOIN last_events ON last_events.instance_id = chosen.instance_id
LEFT JOIN last_snapshots ON last_snapshots.instance_id = chosen.instance_id
