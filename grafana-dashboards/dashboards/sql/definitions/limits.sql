-- How long, in seconds, an agent may be in a state until somebody should look, and until somebody should act.
limits AS (
  SELECT *
  FROM (VALUES
    ('After Call Work', 180, 300),
    ('On Hold', 120, 300),
    ('Missed', 30, 60),
    ('Rejected', 30, 60),
    ('Error', 30, 60)
  ) AS limits(limited_state, long, too_long)
)
