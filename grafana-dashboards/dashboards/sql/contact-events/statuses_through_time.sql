WITH {contacts}
SELECT bin(at, $__interval) AS time, status, count(*) AS "Value"
FROM contacts
WHERE {chosen_contacts}
GROUP BY bin(at, $__interval), status
ORDER BY time, status
