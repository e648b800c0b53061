-- now: a contact's journey is shown whole, with all contacts of its chain, as far back as the memory store goes.
WITH {chain}
SELECT
  time AS "Time",
  coalesce(username, agent_id) AS "Agent",
  state AS "State",
  duration AS "For",
  contact_id AS "Contact",
  queue_name AS "Queue"
FROM "${database}"."AgentEvent_Contact"
WHERE measure_name = 'agent_contact' AND time > ago(2d)
  AND initial_contact_id = (SELECT initial_contact_id FROM chain)
ORDER BY time
