-- A stretch that goes on may have begun up to 12 hours before the time range.
SELECT DISTINCT status
FROM "${database}"."AgentEvent"
WHERE measure_name = 'agent_state' AND status IS NOT NULL
  AND time BETWEEN from_milliseconds($__timeFrom) - {look_back} AND from_milliseconds($__timeTo)
