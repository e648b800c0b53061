-- now: a contact's journey is shown whole, with all contacts of its chain, as far back as the memory store goes.
WITH {chain},
members AS (
  SELECT contact_id, agent_id, queue_id, time, event_type, channel, initiation_method, previous_contact_id, instance_id
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event' AND time > ago(2d)
    AND (
      contact_id = (SELECT initial_contact_id FROM chain)
      OR initial_contact_id = (SELECT initial_contact_id FROM chain)
    )
),
{named_queues}
SELECT
  time AS "Time",
  event_type AS "Event",
  contact_id AS "Contact",
  channel AS "Channel",
  initiation_method AS "Initiation method",
  coalesce(queue_name, members.queue_id) AS "Queue",
  agent_id AS "Agent id",
  previous_contact_id AS "Came from"
FROM members
LEFT JOIN named_queues ON named_queues.queue_id = members.queue_id
ORDER BY time, event_type
