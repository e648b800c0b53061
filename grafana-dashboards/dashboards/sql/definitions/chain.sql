-- The contact that the chain of the chosen one began with. Contact events have it where no agent was offered one;
-- agent events where the contact events were lost. The first of a chain names none, or itself.
chain AS (
  SELECT coalesce(max(initial_contact_id), ${contact:sqlstring}) AS initial_contact_id
  FROM (
    SELECT initial_contact_id
    FROM "${database}"."ContactEvent"
    WHERE measure_name = 'contact_event' AND time > ago(2d) AND contact_id = ${contact:sqlstring}
    UNION ALL
    SELECT initial_contact_id
    FROM "${database}"."AgentEvent_Contact"
    WHERE measure_name = 'agent_contact' AND time > ago(2d) AND contact_id = ${contact:sqlstring}
  ) AS first_contacts
)
