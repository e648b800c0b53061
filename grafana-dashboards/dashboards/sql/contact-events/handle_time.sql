WITH {contacts}
SELECT
  bin(at, $__interval) AS time,
  avg(handle_time) AS "Handle time",
  approx_percentile(handle_time, 0.9) AS "Handle time, 90 % below",
  avg(coalesce(after_call_work_time, 0)) AS "After call work",
  approx_percentile(coalesce(after_call_work_time, 0), 0.9) AS "After call work, 90 % below"
FROM contacts
WHERE handle_time IS NOT NULL AND {chosen_contacts}
GROUP BY bin(at, $__interval)
ORDER BY time
