-- now: Connect's own figures of the last snapshot.
WITH {queues_now}
SELECT queue_name AS queue, contacts_in_queue AS waiting
FROM queues_now
WHERE {chosen_queues}
ORDER BY waiting DESC, queue
LIMIT 12
