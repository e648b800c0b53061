"""Times in the patterns of Moment, JavaScript's library, which Grafana's variables use: `YYYY-MM-DD HH:mm`."""

import re
from collections.abc import Callable
from datetime import datetime

_TOKENS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda time: f"{time.year:04}",
    "YY": lambda time: f"{time.year % 100:02}",
    "MMMM": lambda time: f"{time:%B}",
    "MMM": lambda time: f"{time:%b}",
    "MM": lambda time: f"{time.month:02}",
    "M": lambda time: f"{time.month}",
    "DDDD": lambda time: f"{time:%j}",
    "DD": lambda time: f"{time.day:02}",
    "D": lambda time: f"{time.day}",
    "dddd": lambda time: f"{time:%A}",
    "ddd": lambda time: f"{time:%a}",
    "WW": lambda time: f"{time:%V}",
    "GGGG": lambda time: f"{time:%G}",
    "HH": lambda time: f"{time.hour:02}",
    "H": lambda time: f"{time.hour}",
    "hh": lambda time: f"{time.hour % 12 or 12:02}",
    "h": lambda time: f"{time.hour % 12 or 12}",
    "mm": lambda time: f"{time.minute:02}",
    "m": lambda time: f"{time.minute}",
    "ss": lambda time: f"{time.second:02}",
    "s": lambda time: f"{time.second}",
    "SSS": lambda time: f"{time.microsecond // 1000:03}",
    "A": lambda time: "AM" if time.hour < 12 else "PM",
    "a": lambda time: "am" if time.hour < 12 else "pm",
    "ZZ": lambda time: f"{time:%z}",
    "Z": lambda time: f"{time:%:z}",
    "X": lambda time: f"{int(time.timestamp())}",
    "x": lambda time: f"{round(time.timestamp() * 1000)}",
}
_TOKEN = re.compile(r"\[(?P<literal>[^\]]*)\]|" + "|".join(_TOKENS))


def moment_format(time: datetime, pattern: str) -> str:
    """The time in its own zone; text in square brackets stays as it is."""

    def text(token: re.Match[str]) -> str:
        literal: str | None = token["literal"]
        return _TOKENS[token[0]](time) if literal is None else literal

    return _TOKEN.sub(text, pattern)
