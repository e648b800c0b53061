{instances},
-- Contact events and contacts' stretches know agents by their ids: who they are is as of the last snapshot of users.
agent_profiles AS (
  SELECT *
  FROM (
    SELECT
      user_id AS agent_id,
      coalesce(max_by(username, time), user_id) || coalesce(max(suffix), '') AS agent,
      max_by(routing_profile, time) AS routing_profile,
      max_by(hierarchy_level_1, time) AS hierarchy_level_1,
      max_by(hierarchy_level_2, time) AS hierarchy_level_2,
      max_by(hierarchy_level_3, time) AS hierarchy_level_3,
      max_by(hierarchy_level_4, time) AS hierarchy_level_4,
      max_by(hierarchy_level_5, time) AS hierarchy_level_5,
      users.instance_id
    FROM "${database}"."User" AS users
    LEFT JOIN instances ON instances.instance_id = users.instance_id
    WHERE measure_name = 'user' AND time > ago(25h)
    GROUP BY users.instance_id, user_id
  ) AS profiles
  WHERE {chosen_agents}
)
