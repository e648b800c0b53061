-- now: what agents do at this moment does not depend on the time range.
WITH {instances},
{agents_now},
{limits},
timed AS (
  SELECT *, (to_milliseconds(now()) - to_milliseconds(time)) / 1000.0 AS seconds
  FROM agents_now
  WHERE {chosen_statuses}
)
SELECT
  coalesce(username, agent_id) || coalesce(suffix, '') AS "Agent",
  state AS "State",
  seconds AS "For",
  CASE WHEN seconds >= too_long THEN 'Too long' WHEN seconds >= long THEN 'Long' ELSE '' END AS "Attention",
  status AS "Status",
  next_status AS "Next status",
  CASE WHEN slots_active > 0 THEN 'yes' ELSE 'no' END AS "On contact",
  contacts AS "Contacts",
  channel AS "Channel",
  queue_name AS "Queue",
  slots_available_voice AS "Voice",
  slots_available_chat AS "Chat",
  slots_available_task AS "Task",
  slots_available_email AS "Email",
  routing_profile AS "Routing profile",
  hierarchy_level_1 AS "Level 1",
  hierarchy_level_2 AS "Level 2",
  hierarchy_level_3 AS "Level 3",
  hierarchy_level_4 AS "Level 4",
  hierarchy_level_5 AS "Level 5",
  last_event_at AS "Last event",
  contact_id AS "Contact",
  agent_id AS "Agent id"
FROM timed
LEFT JOIN limits ON limited_state = state
LEFT JOIN instances ON instances.instance_id = timed.instance_id
ORDER BY
  CASE WHEN seconds >= too_long THEN 1 WHEN seconds >= long THEN 2 WHEN state = 'Offline' THEN 4 ELSE 3 END,
  state,
  seconds DESC
