-- now: what agents do at this moment does not depend on the time range.
WITH {agents_now}
SELECT
  {agent_counts}
FROM agents_now
WHERE {chosen_statuses}
