"""The boards' panels: the typed builders of Grafana's own library, each with what its kind begins with here.

A board goes on with the builders' methods: `Stat(…).unit("s").decimals(0)`. What Grafana does not know, the type
checker refuses.
"""

from typing import Protocol, Self

from grafana_foundation_sdk.builders import bargauge, piechart, stat, statetimeline, table, text, timeseries
from grafana_foundation_sdk.builders.common import (
    ReduceDataOptions,
    StackingConfig,
    TableFooterOptions,
    VizLegendOptions,
    VizTooltipOptions,
)
from grafana_foundation_sdk.builders.dashboard import FieldColor
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.dashboard import FieldColorModeId
from grafana_foundation_sdk.models.piechart import PieChartLabels, PieChartLegendValues, PieChartType
from grafana_foundation_sdk.models.text import TextMode

from dashboards.colours import NEUTRAL
from dashboards.fields import steps

type Target = Builder[Dataquery]


class _Panel(Protocol):
    """What the library's builders of all panels with numbers have in common, as far as it is used here."""

    def title(self, title: str) -> Self: ...
    def description(self, description: str) -> Self: ...
    def targets(self, targets: list[Target]) -> Self: ...
    def unit(self, unit: str) -> Self: ...
    def decimals(self, decimals: float) -> Self: ...
    def mappings(self, mappings: list[model.ValueMapping]) -> Self: ...
    def no_value(self, no_value: str) -> Self: ...
    def color_scheme(self, color: Builder[model.FieldColor]) -> Self: ...
    def thresholds(self, thresholds: Builder[model.ThresholdsConfig]) -> Self: ...


class _Numbers:
    """What can be said of the numbers of any panel."""

    def count[P: _Panel](self: P) -> P:
        """They count something, so they are whole."""
        return self.unit("locale").decimals(0)

    def colours_by_thresholds[P: _Panel](self: P) -> P:
        """Their colours come from thresholds, or from overrides."""
        return self.color_scheme(FieldColor().mode(FieldColorModeId.THRESHOLDS))

    def colours_by_series[P: _Panel](self: P) -> P:
        """Each series has a colour of its own, from a palette of Grafana's or from overrides."""
        return self.color_scheme(FieldColor().mode(FieldColorModeId.PALETTE_CLASSIC))

    def asking[P: _Panel](self: P, title: str, description: str, targets: tuple[Target, ...]) -> P:
        """What all begin with. Where there is no number there is a dash."""
        described = self.title(title).description(description).targets(list(targets))
        return described.no_value("–").mappings([]).thresholds(steps(NEUTRAL))


class Stat(stat.Panel, _Numbers):
    """Numbers to be read from afar, on a background of their colour. What is neither good nor bad has none."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_thresholds().thresholds(steps("transparent"))
        self.reduce_options(_last_number()).orientation(common.VizOrientation.AUTO)
        self.text_mode(common.BigValueTextMode.AUTO).color_mode(common.BigValueColorMode.BACKGROUND)
        self.graph_mode(common.BigValueGraphMode.NONE).justify_mode(common.BigValueJustifyMode.CENTER)


class TimeSeries(timeseries.Panel, _Numbers):
    """Lines of numbers through time."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_series()
        self.draw_style(common.GraphDrawStyle.LINE).line_width(2).fill_opacity(10).span_nulls(False)
        self.show_points(common.VisibilityMode.NEVER).stacking(_stacking(common.StackingMode.NONE))
        self.legend(_legend_below().show_legend(True).calcs([]))
        self.tooltip(VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI).sort(common.SortOrder.DESCENDING))

    def stacked_bars(self) -> Self:
        """Bars on top of each other, in place of lines."""
        self.draw_style(common.GraphDrawStyle.BARS).line_width(0).fill_opacity(80)
        return self.stacking(_stacking(common.StackingMode.NORMAL))

    def by_interval(self, shortest: str, points: int) -> Self:
        """One number for each interval, which is `shortest` or longer, so that there are at most so many points."""
        return self.min(0).interval(shortest).max_data_points(points)


class Table(table.Panel, _Numbers):
    """Rows, in the order of the query; a reader may sort by any column."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_thresholds().thresholds(steps("transparent"))
        self.show_header(True).cell_height(common.TableCellHeight.SM)
        self.footer(TableFooterOptions().show(False).reducer(["sum"]))
        self.align(common.FieldTextAlignment.AUTO).cell_options(common.TableAutoCellOptions()).filterable(True)


class BarGauge(bargauge.Panel, _Numbers):
    """A bar for each row of the query: its text is the bar's name, its number the length."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_thresholds()
        self.reduce_options(_last_number().values(True).limit(25)).orientation(common.VizOrientation.HORIZONTAL)
        self.display_mode(common.BarGaugeDisplayMode.BASIC).value_mode(common.BarGaugeValueMode.COLOR)
        self.show_unfilled(True)

    def of_series(self) -> Self:
        """A bar for the last number of each series instead, which overrides can give a colour by its name."""
        return self.reduce_options(_last_number().limit(25))


class PieChart(piechart.Panel, _Numbers):
    """A slice for the last number of each series, which overrides can give a colour by its name."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_series()
        self.reduce_options(_last_number()).pie_type(PieChartType.DONUT).display_labels([PieChartLabels.VALUE])
        legend = piechart.PieChartLegendOptions().display_mode(common.LegendDisplayMode.TABLE).show_legend(True)
        legend.placement(common.LegendPlacement.RIGHT)
        self.legend(legend.values([PieChartLegendValues.VALUE, PieChartLegendValues.PERCENT]))


class StateTimeline(statetimeline.Panel, _Numbers):
    """A line of coloured stretches for each series."""

    def __init__(self, title: str, description: str, *targets: Target) -> None:
        super().__init__()
        self.asking(title, description, targets).colours_by_thresholds()
        self.merge_values(True).show_value(common.VisibilityMode.AUTO)
        self.align_value(common.TimelineValueAlignment.LEFT).row_height(0.85)
        self.legend(_legend_below().show_legend(False)).line_width(0).fill_opacity(90)


class Text(text.Panel):
    """A few words on the board itself."""

    def __init__(self, title: str, description: str, markdown: str) -> None:
        super().__init__()
        self.title(title).description(description).mode(TextMode.MARKDOWN).content(markdown)


def _last_number() -> ReduceDataOptions:
    """The last number of each series."""
    return ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False)


def _stacking(mode: common.StackingMode) -> StackingConfig:
    return StackingConfig().mode(mode).group("A")


def _legend_below() -> VizLegendOptions:
    return VizLegendOptions().display_mode(common.LegendDisplayMode.LIST).placement(common.LegendPlacement.BOTTOM)
