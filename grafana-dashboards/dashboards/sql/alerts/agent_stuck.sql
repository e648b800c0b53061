-- now: the agents who are in a state for longer than it may last, but for hold, which customers end.
WITH {instance_aliases},
{agents_now},
{limits},
beyond AS (
  SELECT
    coalesce(username, agent_id) AS agent,
    coalesce(alias, agents_now.instance_id) AS instance,
    agent_id,
    state,
    now() AS time,
    (to_milliseconds(now()) - to_milliseconds(time)) / 1000.0 - too_long AS seconds
  FROM agents_now
  INNER JOIN limits ON limited_state = state
  LEFT JOIN instance_aliases ON instance_aliases.instance_id = agents_now.instance_id
  WHERE state <> 'On Hold'
)
SELECT agent, instance, agent_id, state, CREATE_TIME_SERIES(time, seconds) AS seconds_beyond_limit
FROM beyond
GROUP BY agent, instance, agent_id, state
ORDER BY instance, agent
