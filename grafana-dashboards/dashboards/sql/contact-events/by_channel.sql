WITH {contacts}
SELECT from_milliseconds($__timeTo) AS time, coalesce(channel, 'unknown') AS channel, count(*) AS "Value"
FROM contacts
WHERE {chosen_contacts}
GROUP BY coalesce(channel, 'unknown')
ORDER BY channel
