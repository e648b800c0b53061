{instance_aliases},
-- What a name of an instance's is followed by: its alias, where the chosen instances are more than one. Two of them may
-- have queues, or users, of the same name.
instances AS (
  SELECT instance_id, CASE WHEN number > 1 THEN ' (' || alias || ')' ELSE '' END AS suffix
  FROM instance_aliases
  CROSS JOIN (SELECT count(*) AS number FROM instance_aliases WHERE {of_instance}) AS chosen
  WHERE {of_instance}
)
