-- now: which instances there are does not depend on the time range.
SELECT DISTINCT alias || '|' || instance_id
FROM "${database}"."Instance"
WHERE measure_name = 'instance' AND time > ago(1d)
