100.0 * sum(CASE WHEN on_contact THEN ends - begins ELSE 0 END)
    / nullif(sum(CASE WHEN on_contact OR status_type = 'ROUTABLE' THEN ends - begins ELSE 0 END), 0)
