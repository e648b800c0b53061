"""The alert rules, as Grafana's file provisioning reads them.

Each asks for a number for each queue, agent or instance, takes the last, and holds it against a threshold. No two have
the same labels: to Grafana that is an error of the whole rule. A rule knows no dashboard variables: what these are on
the boards stands in the query here.
"""

from dataclasses import dataclass
from typing import Literal

from grafana_foundation_sdk.models.alerting import Query as RuleQuery
from grafana_foundation_sdk.models.alerting import RelativeTimeRange, Rule
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.expr import (
    ExprTypeReduceSettings,
    ExprTypeThresholdConditions,
    ExprTypeThresholdConditionsEvaluator,
    TypeReduce,
    TypeThreshold,
)

from dashboards import agent_events, pipeline_health, queues
from dashboards.boards import Board
from dashboards.common import LONGEST_WAIT, SILENCE
from dashboards.engine import Engine
from dashboards.variables import DEFAULTS


@dataclass(frozen=True)
class AlertRule:
    """A rule over the last `seconds`, which fires when its number was beyond the threshold for `pending`.

    `no_data` is its state where nothing comes back. Where the query fails it is Error: no other rule can know. The
    rule's heading in docs/operations.md is its title; `panel` is the title of the panel that shows the same number.
    """

    uid: str
    title: str
    query: str
    seconds: int
    fires: tuple[Literal["gt", "lt"], float]
    pending: str
    no_data: Literal["OK", "Alerting"]
    severity: Literal["warning", "critical"]
    summary: str
    description: str
    board: Board
    panel: str

    def for_engine(self, engine: Engine) -> Rule:
        """The rule as Grafana's file has it, asking an engine."""
        panel_id = self.board.panel_id(self.panel)
        return _FileRule(
            uid=self.uid,
            title=self.title,
            condition="threshold",
            data=[
                RuleQuery(
                    ref_id="query",
                    relative_time_range=RelativeTimeRange(self.seconds, 0),
                    datasource_uid=engine.alert_source,
                    model=engine.alert_query(
                        self.query, "query", {name: str(value) for name, value in DEFAULTS.items()}
                    ),
                ),
                _expression(_last("last", of="query")),
                _expression(_beyond("threshold", of="last", fires=self.fires)),
            ],
            no_data_state=self.no_data,
            exec_err_state="Error",
            for_val=self.pending,
            labels={"severity": self.severity},
            annotations={
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"docs/operations.md#{self.title.lower().replace(' ', '-')}",
                "__dashboardUid__": self.board.uid,
                "__panelId__": str(panel_id),
            },
        )


class _FileRule(Rule):
    """A rule in a file. What the library has for Grafana's HTTP API alone, the file's group says."""

    def to_json(self) -> dict[str, object]:
        of_group = {"folderUID", "orgID", "ruleGroup"}
        annotations = self.annotations or {}
        return {
            **{key: value for key, value in super().to_json().items() if key not in of_group},
            "dashboardUid": annotations["__dashboardUid__"],
            "panelId": int(annotations["__panelId__"]),
        }


_EXPRESSIONS = DataSourceRef(type_val="__expr__", uid="__expr__")


def _expression(model: TypeReduce | TypeThreshold) -> RuleQuery:
    """A server-side expression of Grafana's."""
    return RuleQuery(ref_id=model.ref_id, datasource_uid="__expr__", model=model)


def _last(ref_id: str, *, of: str) -> TypeReduce:
    """The last number of each series."""
    settings = ExprTypeReduceSettings(mode="dropNN")
    return TypeReduce(ref_id=ref_id, datasource=_EXPRESSIONS, expression=of, reducer="last", settings=settings)


def _beyond(ref_id: str, *, of: str, fires: tuple[Literal["gt", "lt"], float]) -> TypeThreshold:
    """Whether the number is above ("gt") or below ("lt") a limit."""
    comparison, limit = fires
    evaluator = ExprTypeThresholdConditionsEvaluator(params=[limit], type_val=comparison)
    return TypeThreshold(
        ref_id=ref_id, datasource=_EXPRESSIONS, expression=of, conditions=[ExprTypeThresholdConditions(evaluator)]
    )


# Where nothing waits and nobody works there is nothing to say; where an instance is known, the last two always have a
# number.
RULES = (
    AlertRule(
        "connect-longest-wait",
        "Longest wait over its target",
        query="longest_wait",
        seconds=300,
        fires=("gt", LONGEST_WAIT),
        pending="1m",
        no_data="OK",
        severity="warning",
        summary="Contacts wait too long in {{ $labels.queue }} ({{ $labels.instance }})",
        description=(
            'The first contact in it has waited {{ printf "%.0f" $values.last.Value }} s; '
            f"the target is {LONGEST_WAIT} s."
        ),
        board=queues.BOARD,
        panel="Queues",
    ),
    AlertRule(
        "connect-service-level",
        "Service level under its target",
        query="service_level",
        seconds=1800,
        fires=("lt", DEFAULTS["service_level_target"]),
        pending="5m",
        no_data="OK",
        severity="warning",
        summary="The service level of {{ $labels.queue }} ({{ $labels.instance }}) is under its target",
        description=(
            'Of the contacts of the last half hour {{ printf "%.0f" $values.last.Value }} % left it within '
            f"{DEFAULTS['service_level_seconds']} s; the target is {DEFAULTS['service_level_target']} %."
        ),
        board=queues.BOARD,
        panel="Service level through time",
    ),
    AlertRule(
        "connect-no-agent-available",
        "No agent available while contacts wait",
        query="no_agent_available",
        seconds=300,
        fires=("gt", 0),
        pending="2m",
        no_data="OK",
        severity="critical",
        summary="No agent is available for {{ $labels.queue }} ({{ $labels.instance }})",
        description='{{ printf "%.0f" $values.last.Value }} contacts wait, and no agent of the queue is available.',
        board=queues.BOARD,
        panel="In queue",
    ),
    AlertRule(
        "connect-agent-stuck",
        "Agent in a state for too long",
        query="agent_stuck",
        seconds=300,
        fires=("gt", 0),
        pending="1m",
        no_data="OK",
        severity="warning",
        summary="{{ $labels.agent }} ({{ $labels.instance }}) is in {{ $labels.state }} for too long",
        description=(
            '{{ printf "%.0f" $values.last.Value }} s longer than it may last: 300 s of After Call Work, 60 s of '
            "Missed, Rejected or Error. Until the agent clears it, no contact is offered."
        ),
        board=agent_events.BOARD,
        panel="Agents",
    ),
    AlertRule(
        "connect-no-agent-events",
        "No agent events",
        query="no_agent_events",
        seconds=300,
        fires=("gt", SILENCE),
        pending="2m",
        no_data="Alerting",
        severity="critical",
        summary="No agent events come from {{ $labels.instance }}, though the centre is open",
        description=(
            'Not even a heartbeat for {{ printf "%.0f" $values.last.Value }} s; each agent who is logged in sends one '
            "every two minutes. The boards show agents as they were."
        ),
        board=pipeline_health.BOARD,
        panel="Age of the data",
    ),
    AlertRule(
        "connect-snapshots-stopped",
        "Queue snapshots stopped",
        query="snapshots_stopped",
        seconds=300,
        fires=("gt", SILENCE),
        pending="1m",
        no_data="Alerting",
        severity="critical",
        summary="Snapshots of the queues of {{ $labels.instance }} have stopped",
        description='The last one is {{ printf "%.0f" $values.last.Value }} s old. They come four times a minute.',
        board=pipeline_health.BOARD,
        panel="Newest rows",
    ),
)


def provisioning(engine: Engine) -> dict[str, object]:
    """The file of rules, asking an engine."""
    group = {
        "orgId": 1,
        "name": "Contact centre",
        "folder": "Amazon Connect",
        "interval": "1m",
        "rules": [rule.for_engine(engine) for rule in RULES],
    }
    return {"apiVersion": 1, "groups": [group]}
