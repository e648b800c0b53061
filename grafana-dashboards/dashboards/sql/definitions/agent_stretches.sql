{instances},
-- The agents' time in the range: each stretch cut to it, in milliseconds since 1970. A stretch may have begun up to 12
-- hours before the range. One that is open goes on until now while heartbeats speak of it, else until the last event.
agent_stretches AS (
  SELECT
    stretches.instance_id, agent_id, coalesce(username, agent_id) || coalesce(suffix, '') AS agent, event_type,
    state, status, status_type, routing_profile, contacts, slots_active,
    hierarchy_level_1, hierarchy_level_2, hierarchy_level_3, hierarchy_level_4, hierarchy_level_5,
    slots_available_voice, slots_available_chat, slots_available_task, slots_available_email,
    open, last_event_at, time,
    CASE WHEN starts < $__timeFrom THEN $__timeFrom ELSE starts END AS begins,
    CASE WHEN stops > $__timeTo THEN $__timeTo ELSE stops END AS ends,
    -- Connect: connected, on hold, paused, in after call work, or ringing outbound.
    state IN ({active_states}) AS on_contact
  FROM (
    SELECT
      *,
      to_milliseconds(time) AS starts,
      CASE
        WHEN open AND last_event_at > ago({silence}) THEN to_milliseconds(now())
        ELSE to_milliseconds(time) + CAST(round(duration * 1000) AS bigint)
      END AS stops
    FROM "${database}"."AgentEvent"
    WHERE measure_name = 'agent_state'
      AND time BETWEEN from_milliseconds($__timeFrom) - {look_back} AND from_milliseconds($__timeTo)
    LIMIT ALL  -- Takes no row away. PostgreSQL then computes the times once for each, not wherever they are used.
  ) AS stretches
  LEFT JOIN instances ON instances.instance_id = stretches.instance_id
  WHERE starts < stops AND starts < $__timeTo AND stops > $__timeFrom
)
