WITH {contacts},
{intervals},
chosen AS (
  SELECT * FROM contacts WHERE {chosen_contacts}
)
SELECT
  starts AS time,
  count(queued_at) AS "Queued",
  count(CASE WHEN queued_at IS NOT NULL THEN answered_at END) AS "Answered",
  count_if(status = 'Abandoned') AS "Abandoned",
  count_if(next_initiation_method IN ('TRANSFER', 'QUEUE_TRANSFER')) AS "Transferred"
FROM intervals
LEFT JOIN chosen ON bin(at, $__interval) = starts
GROUP BY starts
ORDER BY starts
