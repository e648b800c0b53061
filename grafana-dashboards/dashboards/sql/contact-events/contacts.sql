WITH {contacts},
{named_queues},
chosen AS (
  SELECT * FROM contacts WHERE {chosen_contacts} ORDER BY at DESC LIMIT 500
)
SELECT
  at AS "Time",
  contact_id AS "Contact",
  status AS "Status",
  channel AS "Channel",
  initiation_method AS "Initiation method",
  coalesce(queue_name, chosen.queue_id) AS "Queue",
  waited AS "Waited",
  CASE WHEN met THEN 'met' WHEN NOT met THEN 'missed' ELSE '' END AS "Service level",
  handle_time AS "Handle time",
  after_call_work_time AS "After call work",
  next_initiation_method AS "Went on as",
  agent_id AS "Agent id"
FROM chosen
LEFT JOIN named_queues ON named_queues.queue_id = chosen.queue_id
ORDER BY at DESC
