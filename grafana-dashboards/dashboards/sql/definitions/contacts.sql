-- The contacts of the time range, one row each. A contact belongs to the moment when it was queued, or initiated where
-- it never was. Its events come in any order, and up to 12 hours later: what became of it is as known now.
contact_facts AS (
  SELECT
    instance_id,
    contact_id,
    max(channel) AS channel,
    max(initiation_method) AS initiation_method,
    max(queue_id) AS queue_id,
    max(agent_id) AS agent_id,
    coalesce(max(queued_at), max(initiated_at), min(time)) AS at,
    max(queued_at) AS queued_at,
    max(connected_to_agent_at) AS answered_at,
    -- COMPLETED stands in for a DISCONNECTED that was lost. After a transfer it comes long before.
    min(CASE WHEN event_type IN ('DISCONNECTED', 'COMPLETED') THEN coalesce(disconnected_at, time) END) AS ended_at,
    count_if(event_type = 'COMPLETED') > 0 AS is_completed,
    max(handle_time) AS handle_time,
    max(after_call_work_time) AS after_call_work_time
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event'
    AND time BETWEEN from_milliseconds($__timeFrom) AND from_milliseconds($__timeTo) + {look_back}
  GROUP BY instance_id, contact_id
),
-- What a contact went on as: another contact names it as the one before.
next_contacts AS (
  SELECT previous_contact_id AS contact_id, max(initiation_method) AS initiation_method
  FROM "${database}"."ContactEvent"
  WHERE measure_name = 'contact_event'
    AND time BETWEEN from_milliseconds($__timeFrom) AND from_milliseconds($__timeTo) + {look_back}
    AND previous_contact_id IS NOT NULL
  GROUP BY previous_contact_id
),
contacts_with_status AS (
  SELECT
    facts.*,
    next_contacts.initiation_method AS next_initiation_method,
    CASE
      -- After call work ends with COMPLETED; where that was lost, half an hour is taken for long enough.
      WHEN answered_at IS NOT NULL AND (is_completed OR ended_at <= ago(30m)) THEN 'Handled'
      WHEN answered_at IS NOT NULL AND answered_at > ago({look_back}) THEN 'With agent'
      WHEN queued_at IS NOT NULL AND answered_at IS NULL AND next_contacts.initiation_method = 'CALLBACK'
        THEN 'Callback requested'
      WHEN queued_at IS NOT NULL AND answered_at IS NULL AND next_contacts.contact_id IS NOT NULL THEN 'Moved'
      WHEN queued_at IS NOT NULL AND ended_at IS NOT NULL AND facts.initiation_method IN ({nobody_waits}) THEN 'Not reached'
      WHEN queued_at IS NOT NULL AND ended_at IS NOT NULL THEN 'Abandoned'
      WHEN ended_at IS NOT NULL THEN 'Not queued'
      -- The end of these was lost: Connect sends contact events as best it can.
      WHEN at <= ago({look_back}) THEN 'Unknown'
      WHEN queued_at IS NULL THEN 'In flow'
      WHEN facts.initiation_method = 'CALLBACK' THEN 'Scheduled'
      ELSE 'In queue'
    END AS status,
    -- Seconds in queue, so far or in all, where a customer waits: not for a callback, nor for what agents, flows and
    -- campaigns begin.
    CASE
      WHEN facts.initiation_method NOT IN ({nobody_waits})
        THEN (to_milliseconds(coalesce(answered_at, ended_at, now())) - to_milliseconds(queued_at)) / 1000.0
    END AS waited
  FROM contact_facts AS facts
  LEFT JOIN next_contacts ON next_contacts.contact_id = facts.contact_id
  WHERE at BETWEEN from_milliseconds($__timeFrom) AND from_milliseconds($__timeTo)
  LIMIT ALL  -- As with agent_stretches: PostgreSQL then computes the status once for each contact.
),
contacts AS (
  SELECT
    *,
    -- Whether the service level was met. Null: nobody can say yet, or it is not to be judged here.
    CASE
      WHEN status IN ('Moved', 'Unknown') OR (status = 'In queue' AND waited < ${service_level_seconds}) THEN NULL
      ELSE waited < ${service_level_seconds}
    END AS met
  FROM contacts_with_status
)
