WITH {instances},
-- A login or logout begins a stretch: these lie in the range, whole.
chosen AS (
  SELECT *
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND $__timeFilter AND event_type IN ('LOGIN', 'LOGOUT') AND {chosen_statuses}
)
SELECT
  coalesce(max(username), agent_id) || coalesce(max(suffix), '') AS "Agent",
  min(CASE WHEN event_type = 'LOGIN' THEN time END) AS "First login",
  max(CASE WHEN event_type = 'LOGIN' THEN time END) AS "Last login",
  max(CASE WHEN event_type = 'LOGOUT' THEN time END) AS "Last logout",
  count_if(event_type = 'LOGIN') AS "Logins",
  count_if(event_type = 'LOGOUT') AS "Logouts"
FROM chosen
LEFT JOIN instances ON instances.instance_id = chosen.instance_id
GROUP BY agent_id
ORDER BY "Last login" DESC NULLS LAST, "Agent"
