-- now: the queues of the last hour's snapshots, by the names that they have today.
WITH {named_queues}
SELECT queue_name || '|' || queue_id
FROM named_queues
WHERE {of_instance}
