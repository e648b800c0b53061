WITH {contacts}
SELECT
  bin(at, $__interval) AS time,
  {contact_counts}
FROM contacts
WHERE queued_at IS NOT NULL AND {chosen_queues}
GROUP BY bin(at, $__interval)
ORDER BY time
