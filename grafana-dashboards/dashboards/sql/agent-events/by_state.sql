-- now: what agents do at this moment does not depend on the time range.
WITH {agents_now}
SELECT now() AS time, state, count(*) AS "Value"
FROM agents_now
WHERE {chosen_statuses}
GROUP BY state
ORDER BY state
