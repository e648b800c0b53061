-- now: the users of the last snapshots. Without the names of people there are the ids.
SELECT coalesce(max_by(username, time), user_id) || '|' || user_id
FROM "${database}"."User"
WHERE measure_name = 'user' AND time > ago(1d)
  AND ('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
GROUP BY user_id
