WITH {contacts}
SELECT
  bin(at, $__interval) AS time,
  count_if(answered_at IS NOT NULL AND met) AS "Answered in time",
  count_if(answered_at IS NOT NULL AND NOT met) AS "Answered late",
  count_if(status = 'Callback requested') AS "Callback requested",
  count_if(status = 'In queue' AND waited IS NOT NULL AND met IS NULL) AS "Waiting",
  count_if(status = 'In queue' AND NOT met) AS "Waiting too long",
  count_if(status = 'Abandoned' AND waited < ${short_abandon_seconds}) AS "Abandoned at once",
  count_if(status = 'Abandoned' AND waited >= ${short_abandon_seconds} AND met) AS "Abandoned in time",
  count_if(status = 'Abandoned' AND waited >= ${short_abandon_seconds} AND NOT met) AS "Abandoned late"
FROM contacts
WHERE {chosen_contacts}
GROUP BY bin(at, $__interval)
ORDER BY time
