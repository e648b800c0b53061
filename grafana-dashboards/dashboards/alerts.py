"""The alert rules, as Grafana's file provisioning reads them.

Each asks Timestream for a number for each queue, agent or source, takes the last, and holds it against a threshold.
A rule knows no dashboard variables: what these are on the boards stands in the query here.
"""

from typing import Any

from dashboards import agent_events, common, pipeline_health, queues
from dashboards.queries import sql

type Json = dict[str, Any]

# The uid of the data source in provisioning/datasources/timestream.yaml, whose default database the queries use.
DATA_SOURCE = "timestream"
CONSTANTS = {'"${database}"': "$__database", "${service_level_seconds}": "20"}


def rule(
    uid: str,
    title: str,
    *,
    query: str,
    seconds: int,
    above: float | None = None,
    below: float | None = None,
    pending: str,
    unknown: str,
    severity: str,
    summary: str,
    description: str,
    board: Json,
    panel: str,
) -> Json:
    """A rule over the last `seconds`, which fires when it was `above` or `below` for `pending`.

    `unknown` is the state where there is no data or the query fails: OK or Alerting. The runbook's heading in
    docs/operations.md is the rule's title.
    """
    text = sql(f"alerts/{query}")
    for variable, value in CONSTANTS.items():
        text = text.replace(variable, value)
    panel_id = next(one["id"] for one in board["panels"] if one["title"] == panel)
    return {
        "uid": uid,
        "title": title,
        "condition": "threshold",
        "data": [
            {
                "refId": "query",
                "relativeTimeRange": {"from": seconds, "to": 0},
                "datasourceUid": DATA_SOURCE,
                "model": {"refId": "query", "rawQuery": text + "\n", "format": 0, "waitForResult": True},
            },
            _expression("last", type="reduce", expression="query", reducer="last", settings={"mode": "dropNN"}),
            _expression(
                "threshold",
                type="threshold",
                expression="last",
                conditions=[
                    {
                        "evaluator": {
                            "type": "gt" if above is not None else "lt",
                            "params": [above if above is not None else below],
                        }
                    }
                ],
            ),
        ],
        "noDataState": unknown,
        "execErrState": unknown,
        "for": pending,
        "dashboardUid": board["uid"],
        "panelId": panel_id,
        "labels": {"severity": severity},
        "annotations": {
            "summary": summary,
            "description": description,
            "runbook_url": f"docs/operations.md#{title.lower().replace(' ', '-')}",
            "__dashboardUid__": board["uid"],
            "__panelId__": str(panel_id),
        },
    }


def _expression(ref_id: str, **model: Any) -> Json:
    return {
        "refId": ref_id,
        "datasourceUid": "__expr__",
        "model": {"refId": ref_id, "datasource": {"type": "__expr__", "uid": "__expr__"}, **model},
    }


# Where nothing waits and nobody works there is nothing to say. That a query fails, or that data no longer comes, the
# last two rules tell, once for all.
_QUIET = "OK"
_LOUD = "Alerting"

RULES = [
    rule(
        "connect-longest-wait",
        "Longest wait over its target",
        query="longest_wait",
        seconds=300,
        above=120,
        pending="1m",
        unknown=_QUIET,
        severity="warning",
        summary="Contacts wait too long in {{ $labels.queue }}",
        description='The first contact in it has waited {{ printf "%.0f" $values.last.Value }} s; the target is 120 s.',
        board=queues.BOARD,
        panel=queues.ALL["title"],
    ),
    rule(
        "connect-service-level",
        "Service level under its target",
        query="service_level",
        seconds=1800,
        below=80,
        pending="5m",
        unknown=_QUIET,
        severity="warning",
        summary="The service level of {{ $labels.queue }} is under its target",
        description=(
            'Of the contacts of the last half hour {{ printf "%.0f" $values.last.Value }} % left it within 20 s; '
            "the target is 80 %."
        ),
        board=queues.BOARD,
        panel=queues.SERVICE_LEVEL["title"],
    ),
    rule(
        "connect-no-agent-available",
        "No agent available while contacts wait",
        query="no_agent_available",
        seconds=300,
        above=0,
        pending="2m",
        unknown=_QUIET,
        severity="critical",
        summary="No agent is available for {{ $labels.queue }}",
        description='{{ printf "%.0f" $values.last.Value }} contacts wait, and no agent of the queue is available.',
        board=queues.BOARD,
        panel=queues.WAITING["title"],
    ),
    rule(
        "connect-agent-stuck",
        "Agent in a state for too long",
        query="agent_stuck",
        seconds=300,
        above=0,
        pending="1m",
        unknown=_QUIET,
        severity="warning",
        summary="{{ $labels.agent }} is in {{ $labels.state }} for too long",
        description=(
            '{{ printf "%.0f" $values.last.Value }} s longer than it may last: 300 s of After Call Work, 60 s of '
            "Missed, Rejected or Error. Until the agent clears it, no contact is offered."
        ),
        board=agent_events.BOARD,
        panel=agent_events.IN_DETAIL["title"],
    ),
    rule(
        "connect-no-agent-events",
        "No agent events",
        query="no_agent_events",
        seconds=300,
        above=300,
        pending="2m",
        unknown=_LOUD,
        severity="critical",
        summary="No agent events come, though the centre is open",
        description=(
            'Not even a heartbeat for {{ printf "%.0f" $values.last.Value }} s; each agent who is logged in sends one '
            "every two minutes. The boards show agents as they were."
        ),
        board=pipeline_health.BOARD,
        panel=common.DATA_AGE["title"],
    ),
    rule(
        "connect-snapshots-stopped",
        "Queue snapshots stopped",
        query="snapshots_stopped",
        seconds=300,
        above=300,
        pending="1m",
        unknown=_LOUD,
        severity="critical",
        summary="Snapshots of the queues have stopped",
        description='The last one is {{ printf "%.0f" $values.last.Value }} s old. They come four times a minute.',
        board=pipeline_health.BOARD,
        panel=pipeline_health.ROWS["title"],
    ),
]

PROVISIONING = {
    "apiVersion": 1,
    "groups": [{"orgId": 1, "name": "Contact centre", "folder": "Amazon Connect", "interval": "1m", "rules": RULES}],
}
