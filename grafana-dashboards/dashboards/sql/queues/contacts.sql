WITH {contacts},
{intervals},
chosen AS (
  SELECT * FROM contacts WHERE queued_at IS NOT NULL AND {chosen_queues}
)
SELECT
  starts AS time,
  {contact_counts}
FROM intervals
LEFT JOIN chosen ON bin(at, $__interval) = starts
GROUP BY starts
ORDER BY starts
