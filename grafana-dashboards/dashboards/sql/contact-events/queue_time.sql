WITH {contacts}
SELECT
  bin(at, $__interval) AS time,
  avg(waited) AS "Average",
  approx_percentile(waited, 0.9) AS "90 % below",
  max(waited) AS "Longest"
FROM contacts
WHERE waited IS NOT NULL AND status <> 'Unknown' AND {chosen_contacts}
GROUP BY bin(at, $__interval)
ORDER BY time
