-- now: the hierarchy groups that users are in, of whatever level.
SELECT DISTINCT hierarchy_group
FROM "${database}"."User"
CROSS JOIN UNNEST(
  ARRAY[hierarchy_level_1, hierarchy_level_2, hierarchy_level_3, hierarchy_level_4, hierarchy_level_5]
) AS levels(hierarchy_group)
WHERE measure_name = 'user' AND time > ago(25h) AND hierarchy_group IS NOT NULL
  AND ('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
