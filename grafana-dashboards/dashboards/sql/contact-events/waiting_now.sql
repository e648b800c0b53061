-- now: who waits does not depend on the time range. A contact that Connect's last snapshot no longer counts has lost
-- its end on the way: nobody in its queue has waited that long.
WITH {queues_now},
waiting AS (
  SELECT
    contact_id,
    max(instance_id) AS instance_id,
    max(channel) AS channel,
    max(initiation_method) AS initiation_method,
    max(queue_id) AS queue_id,
    max(initial_contact_id) AS initial_contact_id,
    max(queued_at) AS queued_at
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event' AND time > ago({look_back})
  GROUP BY contact_id
  HAVING max(queued_at) IS NOT NULL
    AND max(connected_to_agent_at) IS NULL
    AND count_if(event_type IN ('DISCONNECTED', 'COMPLETED')) = 0
),
timed AS (
  SELECT
    waiting.*,
    (to_milliseconds(now()) - to_milliseconds(waiting.queued_at)) / 1000.0 AS waited,
    queue_name,
    oldest_contact_age + (to_milliseconds(now()) - to_milliseconds(queues_now.time)) / 1000.0 AS longest_wait
  FROM waiting
  LEFT JOIN queues_now ON queues_now.queue_id = waiting.queue_id
  WHERE waiting.contact_id NOT IN (
    SELECT previous_contact_id
    FROM "${database}"."ContactEvent"
    WHERE measure_name = 'contact_event' AND time > ago({look_back}) AND previous_contact_id IS NOT NULL
  )
)
SELECT
  coalesce(queue_name, queue_id) AS "Queue",
  waited AS "Waiting",
  channel AS "Channel",
  initiation_method AS "Initiation method",
  queued_at AS "Queued",
  contact_id AS "Contact"
FROM timed
WHERE initiation_method NOT IN ({nobody_waits}) AND (longest_wait IS NULL OR waited <= longest_wait + 60)
  AND {chosen_queues}
  AND ('*' IN (${channel:sqlstring}) OR channel IN (${channel:sqlstring}))
  AND ('*' IN (${initiation_method:sqlstring}) OR initiation_method IN (${initiation_method:sqlstring}))
ORDER BY waited DESC
LIMIT 200
