{chosen_queues}
  AND ('*' IN (${channel:sqlstring}) OR channel IN (${channel:sqlstring}))
  AND ('*' IN (${initiation_method:sqlstring}) OR initiation_method IN (${initiation_method:sqlstring}))
  AND ('*' IN (${contact_status:sqlstring}) OR status IN (${contact_status:sqlstring}))
