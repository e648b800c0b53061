count_if(status_type <> 'OFFLINE') AS "Online",
  count_if(status_type = 'ROUTABLE' AND contacts = 0) AS "Available",
  count_if(slots_active > 0) AS "On contact",
  count_if(state = 'After Call Work') AS "After call work",
  count_if(status_type = 'CUSTOM') AS "Not productive",
  count_if(state IN ('Missed', 'Rejected', 'Error')) AS "Missed or error"
