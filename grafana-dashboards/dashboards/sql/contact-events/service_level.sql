WITH {contacts}
SELECT
  {service_level} AS "Service level",
  {service_level} - ${service_level_target} AS "Against target",
  count_if(answered_at IS NOT NULL AND met) AS "Answered in time",
  count_if(answered_at IS NOT NULL AND NOT met) AS "Answered late",
  count_if(status = 'In queue' AND NOT met) AS "Waiting too long",
  100.0 * count_if(status = 'Abandoned') / nullif(count(queued_at), 0) AS "Abandonment rate",
  avg(CASE WHEN answered_at IS NOT NULL THEN waited END) AS "Answer time",
  avg(CASE WHEN status = 'Abandoned' THEN waited END) AS "Time to abandon"
FROM contacts
WHERE {chosen_contacts}
