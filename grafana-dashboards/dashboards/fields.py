"""How numbers and texts look: thresholds, colours by name, columns, links."""

from collections.abc import Mapping, Sequence
from typing import Literal

from grafana_foundation_sdk.builders.dashboard import DashboardFieldConfigSourceOverrides, ThresholdsConfig
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue, MatcherConfig, Threshold, ThresholdsMode

from dashboards.colours import BAD, GOOD, WARNING

type Override = Builder[dashboard.DashboardFieldConfigSourceOverrides]


def steps(base: str, *above: tuple[float, str]) -> ThresholdsConfig:
    """Thresholds: the colour below all of them, and that from each value on."""
    from_each = [Threshold(value=value, color=colour) for value, colour in above]
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps([Threshold(value=None, color=base), *from_each])


def up_to(warning: float, bad: float) -> ThresholdsConfig:
    """Thresholds of what is good while it is low."""
    return steps(GOOD, (warning, WARNING), (bad, BAD))


def at_least(warning: float, good: float) -> ThresholdsConfig:
    """Thresholds of what is good while it is high."""
    return steps(BAD, (warning, WARNING), (good, GOOD))


def named_colours(colours: Mapping[str, str]) -> list[dashboard.ValueMapping]:
    """Value mappings that give each text its colour."""
    return [
        dashboard.ValueMap(
            {
                name: dashboard.ValueMappingResult(color=colour, index=place)
                for place, (name, colour) in enumerate(colours.items())
            }
        )
    ]


def series_colours(colours: Mapping[str, str]) -> list[Override]:
    """Overrides that give each series, bar or slice of a name its colour."""
    fixed = dashboard.FieldColorModeId.FIXED
    return [_override(name, {"color": dashboard.FieldColor(fixed, colour)}) for name, colour in colours.items()]


def column(
    name: str,
    *,
    unit: str | None = None,
    decimals: int | None = None,
    min: float | None = None,
    max: float | None = None,
    width: int | None = None,
    cell: Literal["color-background", "gauge"] | None = None,
    thresholds: ThresholdsConfig | None = None,
    mappings: Sequence[dashboard.ValueMapping] | None = None,
    links: "Sequence[DataLink] | None" = None,
    hidden: bool = False,
) -> Override:
    """An override of the column, or the number, of a name. `cell` is how a table's cell shows its colour."""
    return _override(
        name,
        {
            "unit": unit,
            "decimals": decimals,
            "custom.width": width,
            "custom.cellOptions": cell and {"type": cell},
            "thresholds": thresholds and thresholds.build(),
            "mappings": mappings,
            "links": links,
            "custom.hidden": hidden or None,
            "min": min,
            "max": max,
        },
    )


def _override(name: str, properties: Mapping[str, object]) -> Override:
    """An override of the field of a name, with the properties that have a value."""
    given = [DynamicConfigValue(id_val, value) for id_val, value in properties.items() if value is not None]
    return DashboardFieldConfigSourceOverrides().matcher(MatcherConfig("byName", name)).properties(given)


class DataLink(dashboard.DashboardLink, Builder[dashboard.DashboardLink]):
    """A link of a value, opened in the same tab. The library gives it the model of a board's links, which has more than
    Grafana knows here."""

    def __init__(self, title: str, url: str) -> None:
        super().__init__(title=title, url=url)

    def build(self) -> dashboard.DashboardLink:
        return self

    def to_json(self) -> dict[str, object]:
        return {"title": self.title, "url": self.url, "targetBlank": self.target_blank}
