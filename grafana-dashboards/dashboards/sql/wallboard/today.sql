WITH {contacts}
SELECT
  {contact_counts},
  100.0 * count_if(status = 'Abandoned') / nullif(count(queued_at), 0) AS "Abandonment rate",
  avg(CASE WHEN answered_at IS NOT NULL THEN waited END) AS "Answer time"
FROM contacts
WHERE {chosen_queues}
