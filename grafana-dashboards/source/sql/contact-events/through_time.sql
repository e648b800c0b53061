WITH {contacts}
SELECT
  bin(at, $__interval) AS time,
  count(queued_at) AS "Queued",
  count(CASE WHEN queued_at IS NOT NULL THEN answered_at END) AS "Answered",
  count_if(status = 'Abandoned') AS "Abandoned",
  count_if(next_initiation_method IN ('TRANSFER', 'QUEUE_TRANSFER')) AS "Transferred"
FROM contacts
WHERE {chosen_contacts}
GROUP BY bin(at, $__interval)
ORDER BY time
