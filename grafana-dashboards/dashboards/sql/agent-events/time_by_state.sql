WITH {agent_stretches}
SELECT from_milliseconds($__timeTo) AS time, state, sum(ends - begins) / 1000.0 AS "Value"
FROM agent_stretches
WHERE state <> 'Offline' AND {chosen_statuses}
GROUP BY state
ORDER BY state
