-- now: rows of the last hour, whatever the time range; last times within 12 hours.
SELECT 'Agent events' AS "Data", max(last_event_at) AS "Newest", count_if(time > ago(1h)) AS "Rows of the last hour"
FROM "${database}"."AgentEvent"
WHERE measure_name = 'agent_state' AND time > ago({look_back})
UNION ALL
SELECT 'Contact events', max(time), count_if(time > ago(1h))
FROM "${database}"."ContactEvent"
WHERE measure_name = 'contact_event' AND time > ago({look_back})
UNION ALL
SELECT 'Queue snapshots', max(time), count_if(time > ago(1h))
FROM "${database}"."Queue"
WHERE measure_name = 'queue' AND time > ago({look_back})
UNION ALL
SELECT 'User snapshots', max(time), count_if(time > ago(1h))
FROM "${database}"."User"
WHERE measure_name = 'user' AND time > ago({look_back})
ORDER BY 1
