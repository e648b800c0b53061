WITH {contacts}
SELECT
  count(*) AS "Contacts",
  {contact_counts},
  count_if(status = 'In queue') AS "In queue",
  count_if(status = 'With agent') AS "With agent",
  count_if(status = 'Handled') AS "Handled",
  count_if(next_initiation_method IN ('TRANSFER', 'QUEUE_TRANSFER')) AS "Transferred",
  count_if(status = 'Callback requested') AS "Callbacks requested",
  count_if(status IN ('Not queued', 'In flow')) AS "Not queued"
FROM contacts
WHERE {chosen_contacts}
