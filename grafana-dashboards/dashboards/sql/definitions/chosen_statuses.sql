{chosen_agents}
  AND ('*' IN (${agent_status:sqlstring}) OR status IN (${agent_status:sqlstring}))
