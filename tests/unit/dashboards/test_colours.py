"""Each state has one colour on all boards, and people tell colours apart who do not see red and green alike."""

import itertools
import json
import math
from typing import Any

import pytest

from agent_state import _PRECEDENCE
from dashboards import colours
from tests.support.dashboard_files import BOARDS, drawn

# Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# severity 1.0; they work on linear RGB.
SIGHT = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
DARK_AND_LIGHT_BACKGROUND = ("#111217", "#FFFFFF")

type Vector = tuple[float, float, float]


def lab(colour: str, sight: str) -> Vector:
    """The colour in CIELAB (D65), as somebody of that sight sees it."""
    rgb = [_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5)]
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, rgb, strict=True)))) for row in SIGHT[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("sight", SIGHT)
def test_people_tell_any_two_colours_apart(sight: str) -> None:
    distances = {
        (one, other): math.dist(lab(colours.PALETTE[one], sight), lab(colours.PALETTE[other], sight))
        for one, other in itertools.combinations(colours.PALETTE, 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] > 20, closest


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("background", DARK_AND_LIGHT_BACKGROUND)
def test_any_colour_stands_out_from_a_dark_and_from_a_light_board(background: str, sight: str) -> None:
    for name, colour in colours.PALETTE.items():
        assert math.dist(lab(colour, sight), lab(background, sight)) > 20, name


def test_grey_and_black_look_as_they_are_known_to() -> None:
    assert lab("#000000", "usual") == pytest.approx((0, 0, 0), abs=0.1)
    assert lab("#FFFFFF", "deuteranopia") == pytest.approx((100, 0, 0), abs=0.1)
    # The textbook case: a red and a green that only those see who see both.
    assert math.dist(lab("#CC3A2B", "usual"), lab("#6E7C1F", "usual")) > 60
    assert math.dist(lab("#A8541F", "deuteranopia"), lab("#6E7C1F", "deuteranopia")) < 20


def test_every_state_of_the_data_model_has_a_colour() -> None:
    assert set(colours.AGENT_STATES) == {*_PRECEDENCE, "Available", "Offline"}


@pytest.mark.parametrize("names", [colours.AGENT_STATES, colours.CONTACT_STATUSES, colours.OUTCOMES, colours.CHANNELS])
def test_within_one_family_no_two_names_share_a_colour(names: dict[str, str]) -> None:
    assert len(set(names.values())) == len(names)
    assert set(names.values()) <= set(colours.PALETTE.values())


def test_a_state_has_the_same_colour_wherever_it_is_shown() -> None:
    found: dict[str, set[str]] = {}
    for _, panel in drawn():
        for name, colour in _named_colours(panel.get("fieldConfig", {})):
            if name in colours.AGENT_STATES | colours.CONTACT_STATUSES | colours.OUTCOMES:
                found.setdefault(name, set()).add(colour)
    assert {name: len(shown) for name, shown in found.items() if len(shown) > 1} == {}
    assert set(colours.AGENT_STATES) <= set(found)


def _named_colours(config: dict[str, Any]) -> list[tuple[str, str]]:
    """The names that a panel gives a colour: by overrides, and by value mappings."""
    named = []
    for override in config.get("overrides", []):
        for one in override["properties"]:
            if one["id"] == "color":
                named.append((override["matcher"]["options"], one["value"]["fixedColor"]))
            if one["id"] == "mappings":
                named += _mapped(one["value"])
    return named + _mapped(config.get("defaults", {}).get("mappings", []))


def _mapped(mappings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(text, option["color"]) for mapping in mappings for text, option in mapping["options"].items()]


def test_boards_know_no_colour_but_those_of_the_palette() -> None:
    known = {*colours.PALETTE.values(), "transparent"}
    for name, board in BOARDS.items():
        hexadecimal = {part for part in json.dumps(board).split('"') if part.startswith("#") and len(part) == 7}
        assert hexadecimal <= known, name
