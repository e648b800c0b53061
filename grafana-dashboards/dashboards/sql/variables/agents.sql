-- now: the users of the last snapshots. Without the names of people there are the ids.
WITH {instances},
users AS (
  SELECT instance_id, user_id, coalesce(max_by(username, time), user_id) AS agent
  FROM "${database}"."User"
  WHERE measure_name = 'user' AND time > ago(25h) AND {of_instance}
  GROUP BY instance_id, user_id
)
SELECT agent || coalesce(suffix, '') || '|' || user_id
FROM users
LEFT JOIN instances ON instances.instance_id = users.instance_id
