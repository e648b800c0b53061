"""JSON is written as Go writes it."""

from typing import Any

import pytest

from local.preview.go_json import go_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "-0"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e-10, "1e-10"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (-2.5e300, "-2.5e+300"),
        (10**20, "100000000000000000000"),
        (True, "true"),
        (None, "null"),
        ("ä😀\n\u2028", '"ä😀\\n\\u2028"'),
        ({"b": [], "a": {}}, '{"a":{},"b":[]}'),
        ([[float("inf")]], "ERROR: json: unsupported value: +Inf"),
        ({"a": float("-inf")}, "ERROR: json: unsupported value: -Inf"),
    ],
)
def test_a_value_has_gos_text(value: Any, text: str) -> None:
    assert go_json(value) == text
