-- The instances of which a snapshot has come within two days: one comes once a day or more often. One without an alias
-- is named by its id.
instance_aliases AS (
  SELECT instance_id, coalesce(max_by(alias, time), instance_id) AS alias
  FROM "${database}"."Instance"
  WHERE measure_name = 'instance' AND time > ago(2d)
  GROUP BY instance_id
)
