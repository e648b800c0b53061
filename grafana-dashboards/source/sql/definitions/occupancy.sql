100.0 * sum(CASE WHEN on_contact THEN ends - begins END)
    / nullif(sum(CASE WHEN on_contact OR status_type = 'ROUTABLE' THEN ends - begins END), 0)
