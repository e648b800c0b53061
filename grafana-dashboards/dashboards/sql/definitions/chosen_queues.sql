('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
  AND ('*' IN (${queue:sqlstring}) OR queue_id IN (${queue:sqlstring}))
