{of_instance}
  AND ('*' IN (${agent:sqlstring}) OR agent_id IN (${agent:sqlstring}))
  AND ('*' IN (${routing_profile:sqlstring}) OR routing_profile IN (${routing_profile:sqlstring}))
  AND (
    '*' IN (${hierarchy:sqlstring})
    OR hierarchy_level_1 IN (${hierarchy:sqlstring})
    OR hierarchy_level_2 IN (${hierarchy:sqlstring})
    OR hierarchy_level_3 IN (${hierarchy:sqlstring})
    OR hierarchy_level_4 IN (${hierarchy:sqlstring})
    OR hierarchy_level_5 IN (${hierarchy:sqlstring})
  )
