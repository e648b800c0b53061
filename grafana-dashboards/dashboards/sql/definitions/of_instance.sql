('*' IN (${instance:sqlstring}) OR instance_id IN (${instance:sqlstring}))
