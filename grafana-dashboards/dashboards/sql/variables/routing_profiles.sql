-- now: the routing profiles that users have.
SELECT DISTINCT routing_profile
FROM "${database}"."User"
WHERE measure_name = 'user' AND time > ago(25h) AND routing_profile IS NOT NULL
  AND ('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
