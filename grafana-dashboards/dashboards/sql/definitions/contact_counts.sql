count(queued_at) AS "Queued",
  count(CASE WHEN queued_at IS NOT NULL THEN answered_at END) AS "Answered",
  count_if(status = 'Abandoned' AND waited >= ${short_abandon_seconds}) AS "Abandoned",
  count_if(status = 'Abandoned' AND waited < ${short_abandon_seconds}) AS "Abandoned at once"
