-- Each stretch is counted at every full interval that it covers.
WITH {agent_stretches},
ticks AS (
  SELECT at, agent_id, state, status_type, contacts, on_contact,
    slots_available_voice, slots_available_chat, slots_available_task, slots_available_email
  FROM agent_stretches
  CROSS JOIN UNNEST(
    sequence(bin(from_milliseconds(begins - 1), $__interval) + $__interval, from_milliseconds(ends - 1), $__interval)
  ) AS ticks(at)
  WHERE bin(from_milliseconds(begins - 1), $__interval) + $__interval <= from_milliseconds(ends - 1)
    AND status_type <> 'OFFLINE' AND {chosen_statuses}
)
SELECT
  at AS time,
  count_if(on_contact) AS "On contact",
  count_if(status_type = 'ROUTABLE' AND contacts = 0) AS "Available",
  count_if(NOT on_contact AND status_type = 'ROUTABLE' AND contacts > 0) AS "Ringing, missed or error",
  count_if(NOT on_contact AND status_type = 'CUSTOM') AS "Not productive"
FROM ticks
GROUP BY at
ORDER BY at
