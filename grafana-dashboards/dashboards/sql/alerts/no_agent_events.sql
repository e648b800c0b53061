-- now: seconds without any agent event, heartbeats included; outside the opening hours zero.
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
last_event AS (
  SELECT coalesce((to_milliseconds(now()) - to_milliseconds(max(last_event_at))) / 1000, {look_back_seconds}) AS seconds_ago
  FROM "${database}"."AgentEvent"
  WHERE measure_name = 'agent_state' AND time > ago({look_back})
),
opened AS (
  SELECT (hour(here) - opens) * 3600 + minute(here) * 60 + second(here) AS seconds_ago
  FROM clock
  INNER JOIN opening_hours ON day = day_of_week(here) AND hour(here) >= opens AND hour(here) < closes
),
silence AS (
  SELECT
    now() AS time,
    -- After the opening the silence is counted from then on.
    coalesce(
      max(CASE WHEN last_event.seconds_ago < opened.seconds_ago THEN last_event.seconds_ago ELSE opened.seconds_ago END), 0
    ) AS seconds
  FROM last_event
  CROSS JOIN opened
)
SELECT 'agent events' AS source, CREATE_TIME_SERIES(time, seconds) AS seconds_of_silence
FROM silence
GROUP BY 1
