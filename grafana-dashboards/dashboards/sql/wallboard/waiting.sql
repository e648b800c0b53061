-- now: Connect's own figures of the last snapshot.
WITH {queues_now}
SELECT
  sum(contacts_in_queue) AS "In queue",
  max(oldest_contact_age) AS "Longest wait",
  sum(contacts_scheduled) AS "Callbacks"
FROM queues_now
WHERE {chosen_queues}
