WITH {agent_profiles},
answered AS (
  SELECT agent_id, count(*) AS answered
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event' AND $__timeFilter AND event_type = 'CONNECTED_TO_AGENT'
  GROUP BY agent_id
),
handled AS (
  SELECT
    agent_id,
    count(handle_time) AS handled,
    avg(handle_time) AS handle_time,
    avg(CASE WHEN handle_time IS NOT NULL THEN coalesce(after_call_work_time, 0) END) AS after_call_work_time
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event' AND $__timeFilter AND event_type = 'COMPLETED'
  GROUP BY agent_id
),
missed AS (
  SELECT
    agent_id,
    count_if(state = 'Missed') AS missed,
    count_if(state = 'Rejected') AS rejected,
    count_if(state = 'Error') AS errors,
    avg(CASE WHEN state = 'On Hold' THEN duration END) AS hold_time
  FROM "${database}"."AgentEvent_Contact"
  WHERE measure_name = 'agent_contact' AND $__timeFilter AND state IN ('Missed', 'Rejected', 'Error', 'On Hold')
  GROUP BY agent_id
)
SELECT
  agent AS "Agent",
  coalesce(answered, 0) AS "Answered",
  coalesce(handled, 0) AS "Handled",
  handle_time AS "Handle time",
  after_call_work_time AS "After call work",
  hold_time AS "Hold",
  coalesce(missed, 0) AS "Missed",
  coalesce(rejected, 0) AS "Rejected",
  coalesce(errors, 0) AS "Errors"
FROM agent_profiles
LEFT JOIN answered ON answered.agent_id = agent_profiles.agent_id
LEFT JOIN handled ON handled.agent_id = agent_profiles.agent_id
LEFT JOIN missed ON missed.agent_id = agent_profiles.agent_id
WHERE coalesce(answered, handled, missed, rejected, errors) IS NOT NULL
ORDER BY "Answered" DESC, "Agent"
