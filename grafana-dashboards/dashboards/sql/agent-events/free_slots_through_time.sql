-- Each stretch is counted at every full interval that it covers, with the slots of its last event.
WITH {agent_stretches},
ticks AS (
  SELECT at, slots_available_voice, slots_available_chat, slots_available_task, slots_available_email
  FROM agent_stretches
  CROSS JOIN UNNEST(
    sequence(bin(from_milliseconds(begins - 1), $__interval) + $__interval, from_milliseconds(ends - 1), $__interval)
  ) AS ticks(at)
  WHERE bin(from_milliseconds(begins - 1), $__interval) + $__interval <= from_milliseconds(ends - 1)
    AND status_type = 'ROUTABLE' AND {chosen_statuses}
)
SELECT
  at AS time,
  sum(slots_available_voice) AS "VOICE",
  sum(slots_available_chat) AS "CHAT",
  sum(slots_available_task) AS "TASK",
  sum(slots_available_email) AS "EMAIL"
FROM ticks
GROUP BY at
ORDER BY at
