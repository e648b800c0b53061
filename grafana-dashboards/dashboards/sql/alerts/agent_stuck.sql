-- now: the agents who are in one of these states for longer than it may last, in seconds.
WITH {agents_now},
limits AS (
  SELECT *
  FROM (VALUES ('After Call Work', 300), ('Missed', 60), ('Rejected', 60), ('Error', 60)) AS limits(limited_state, seconds)
),
beyond AS (
  SELECT
    coalesce(username, agent_id) AS agent,
    state,
    now() AS time,
    (to_milliseconds(now()) - to_milliseconds(time)) / 1000.0 - seconds AS seconds
  FROM agents_now
  INNER JOIN limits ON limited_state = state
)
SELECT agent, state, CREATE_TIME_SERIES(time, seconds) AS seconds_beyond_limit
FROM beyond
GROUP BY agent, state
ORDER BY agent
