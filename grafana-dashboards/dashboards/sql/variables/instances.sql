-- now: which instances there are does not depend on the time range.
WITH {instance_aliases}
SELECT alias || '|' || instance_id
FROM instance_aliases
