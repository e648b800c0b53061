{instances},
-- The last snapshot of each queue, none older than five minutes.
queues_now AS (
  SELECT
    snapshots.instance_id,
    queue_id,
    max(time) AS time,
    max_by(queue_name, time) || coalesce(max(suffix), '') AS queue_name,
    max_by(contacts_in_queue, time) AS contacts_in_queue,
    max_by(contacts_scheduled, time) AS contacts_scheduled,
    max_by(oldest_contact_age, time) AS oldest_contact_age,
    max_by(agents_online, time) AS agents_online,
    max_by(agents_available, time) AS agents_available,
    max_by(agents_on_contact, time) AS agents_on_contact
  FROM "${database}"."Queue" AS snapshots
  LEFT JOIN instances ON instances.instance_id = snapshots.instance_id
  WHERE measure_name = 'queue' AND time > ago({silence})
  GROUP BY snapshots.instance_id, queue_id
)
