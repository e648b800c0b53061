SELECT coalesce(queue_name, 'no queue') AS queue, count(*) AS missed
FROM "${database}"."AgentEvent_Contact"
WHERE measure_name = 'agent_contact' AND $__timeFilter AND state = 'Missed' AND {chosen_queues}
GROUP BY coalesce(queue_name, 'no queue')
ORDER BY missed DESC, queue
LIMIT 12
