WITH {contacts},
{named_queues},
counted AS (
  SELECT
    queue_id,
    {contact_counts},
    {service_level} AS "Service level",
    avg(CASE WHEN answered_at IS NOT NULL THEN waited END) AS "Answer time",
    avg(handle_time) AS "Handle time"
  FROM contacts
  WHERE queue_id IS NOT NULL AND {chosen_contacts}
  GROUP BY queue_id
)
SELECT
  coalesce(queue_name, counted.queue_id) AS "Queue",
  "Queued",
  "Answered",
  "Abandoned",
  "Abandoned at once",
  "Service level",
  "Answer time",
  "Handle time",
  counted.queue_id AS "Queue id"
FROM counted
LEFT JOIN named_queues ON named_queues.queue_id = counted.queue_id
ORDER BY "Queued" DESC, "Queue"
