-- now: as the agents' last events said.
WITH {agents_now}
SELECT
  coalesce(sum(slots_available_voice), 0) AS "VOICE",
  coalesce(sum(slots_available_chat), 0) AS "CHAT",
  coalesce(sum(slots_available_task), 0) AS "TASK",
  coalesce(sum(slots_available_email), 0) AS "EMAIL"
FROM agents_now
WHERE {chosen_statuses}
