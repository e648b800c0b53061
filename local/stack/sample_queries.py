"""The three queries that docs/data-model.md begins with, for each engine. A test holds the page to them."""

TIMESTREAM_QUERIES = (
    """\
SELECT agent_id, state, duration
FROM "connect-analytics"."AgentEvent"
WHERE time BETWEEN ago(1h) AND now()
ORDER BY time DESC""",
    """\
SELECT contact_id, queue_time, handle_time, after_call_work_time
FROM "connect-analytics"."ContactEvent"
WHERE time BETWEEN ago(24h) AND now()""",
    """\
SELECT queue_name, agents_available, contacts_in_queue
FROM "connect-analytics"."Queue"
WHERE time BETWEEN ago(4h) AND now()
ORDER BY time DESC""",
)
POSTGRESQL_QUERIES = (
    """\
SELECT agent_id, state, duration
FROM "connect-analytics"."AgentEvent"
WHERE time BETWEEN now() - interval '1 hour' AND now()
ORDER BY time DESC""",
    """\
SELECT contact_id, queue_time, handle_time, after_call_work_time
FROM "connect-analytics"."ContactEvent"
WHERE time BETWEEN now() - interval '24 hours' AND now()""",
    """\
SELECT queue_name, agents_available, contacts_in_queue
FROM "connect-analytics"."Queue"
WHERE time BETWEEN now() - interval '4 hours' AND now()
ORDER BY time DESC""",
)
