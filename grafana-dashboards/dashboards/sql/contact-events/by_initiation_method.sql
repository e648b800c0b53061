WITH {contacts}
SELECT from_milliseconds($__timeTo) AS time, coalesce(initiation_method, 'unknown') AS initiation_method, count(*) AS "Value"
FROM contacts
WHERE {chosen_contacts}
GROUP BY coalesce(initiation_method, 'unknown')
ORDER BY initiation_method
