WITH {contacts}
SELECT from_milliseconds($__timeTo) AS time, coalesce(status, 'unknown') AS status, count(*) AS "Value"
FROM contacts
WHERE {chosen_contacts}
GROUP BY coalesce(status, 'unknown')
ORDER BY status
