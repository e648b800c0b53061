-- now: the snapshot is the last one. What became of the contacts is that of the time range.
WITH {contacts},
{queues_now},
counted AS (
  SELECT
    queue_id,
    {contact_counts},
    {service_level} AS service_level,
    avg(CASE WHEN answered_at IS NOT NULL THEN waited END) AS answer_time,
    avg(handle_time) AS handle_time
  FROM contacts
  WHERE queue_id IS NOT NULL
  GROUP BY queue_id
)
SELECT
  queue_name AS "Queue",
  contacts_in_queue AS "In queue",
  CASE WHEN contacts_in_queue > 0 THEN oldest_contact_age END AS "Longest wait",
  contacts_scheduled AS "Callbacks",
  agents_online AS "Online",
  agents_available AS "Available",
  agents_on_contact AS "On contact",
  coalesce("Queued", 0) AS "Queued",
  coalesce("Answered", 0) AS "Answered",
  coalesce("Abandoned", 0) AS "Abandoned",
  coalesce("Abandoned at once", 0) AS "Abandoned at once",
  service_level AS "Service level",
  answer_time AS "Answer time",
  handle_time AS "Handle time",
  queues_now.queue_id AS "Queue id"
FROM queues_now
LEFT JOIN counted ON counted.queue_id = queues_now.queue_id
WHERE {of_instance} AND ('*' IN (${queue:sqlstring}) OR queues_now.queue_id IN (${queue:sqlstring}))
ORDER BY "In queue" DESC, "Queue"
