SELECT coalesce(disconnect_reason, 'not given') AS reason, count(*) AS contacts
FROM "${database}"."ContactEvent"
WHERE measure_name = 'contact_event' AND $__timeFilter AND event_type = 'DISCONNECTED' AND {chosen_queues}
  AND ('*' IN (${channel:sqlstring}) OR channel IN (${channel:sqlstring}))
  AND ('*' IN (${initiation_method:sqlstring}) OR initiation_method IN (${initiation_method:sqlstring}))
GROUP BY coalesce(disconnect_reason, 'not given')
ORDER BY contacts DESC, reason
LIMIT 12
