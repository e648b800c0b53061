-- now: seconds without any agent event of an instance, heartbeats included; outside the opening hours zero.
WITH clock AS (
  SELECT now() + 0h AS here  -- The centre's clock: this one is in UTC.
),
opening_hours AS (
  SELECT *
  FROM (VALUES
    (1, 8, 18),  -- Monday: agents are there from 8 to 18 o'clock.
    (2, 8, 18),
    (3, 8, 18),
    (4, 8, 18),
    (5, 8, 18)
  ) AS opening_hours(day, opens, closes)
),
{instance_aliases},
last_events AS (
  SELECT instance_id, max(last_event_at) AS at
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND time > ago({look_back})
  GROUP BY instance_id
),
opened AS (
  SELECT (hour(here) - opens) * 3600 + minute(here) * 60 + second(here) AS seconds_ago
  FROM clock
  LEFT JOIN opening_hours ON day = day_of_week(here) AND hour(here) >= opens AND hour(here) < closes
),
silence AS (
  -- An instance whose snapshots come, and no events, is silent as well.
  SELECT
    coalesce(instance_aliases.instance_id, last_events.instance_id) AS instance_id,
    coalesce(alias, last_events.instance_id) AS instance,
    coalesce((to_milliseconds(now()) - to_milliseconds(at)) / 1000, {look_back_seconds}) AS seconds_ago
  FROM instance_aliases
  FULL OUTER JOIN last_events ON last_events.instance_id = instance_aliases.instance_id
),
counted AS (
  SELECT
    now() AS time,
    instance_id,
    instance,
    -- After the opening the silence is counted from then on.
    CASE
      WHEN opened.seconds_ago IS NULL THEN 0
      WHEN silence.seconds_ago < opened.seconds_ago THEN silence.seconds_ago
      ELSE opened.seconds_ago
    END AS seconds
  FROM silence
  CROSS JOIN opened
)
SELECT 'agent events' AS source, instance, instance_id, CREATE_TIME_SERIES(time, seconds) AS seconds_of_silence
FROM counted
GROUP BY 1, instance, instance_id
ORDER BY instance
