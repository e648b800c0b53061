"""Fault switches: what tests make a stand-in do wrong, the same way in each.

A fault is written `kind:Operation:how-many`: `throttle:Query:3` throttles the next three queries, `fail:Query:20%`
fails a fifth of them, `fail:Query` all. A delay has its milliseconds with it: `delay=500:Query:1`.
"""

import argparse
import random
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

_FAULT = re.compile(r"([\w-]+)(?:=(\d+))?:(\w+)(?::(\d+)(%)?)?")


class ConnectionDroppedError(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Fault:
    """`left` says how many more requests it strikes (None: all), `share` how many of them, 0 to 1."""

    kind: str
    operation: str
    left: int | None = None
    share: float = 1.0
    milliseconds: int = 0

    @classmethod
    def parse(cls, text: str, kinds: Iterable[str]) -> "Fault":
        """Raises ValueError with a sentence that says how a fault is written."""
        match = _FAULT.fullmatch(text)
        if match is None or match[1] not in kinds:
            raise ValueError(
                f"'{text}' is no fault: write {'|'.join(kinds)}, then [=milliseconds]:Operation[:how many, or 20%]."
            )
        kind, milliseconds, operation, amount, percent = match.groups()
        return cls(
            kind,
            operation,
            left=int(amount) if amount and not percent else None,
            share=int(amount) / 100 if percent else 1.0,
            milliseconds=int(milliseconds or 0),
        )


def add_option(parser: argparse.ArgumentParser, kinds: Iterable[str], examples: str) -> None:
    """Adds `--fault`, which gives a list of faults as they are written. `examples` are shown with it."""

    def fault(text: str) -> str:
        try:
            Fault.parse(text, kinds)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        return text

    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        type=fault,
        metavar="KIND:OPERATION[:HOW-MANY]",
        help=f"do something wrong: {examples}; may be given more than once",
    )


class Faults:
    """The switches that are on, of the `kinds` that there are. Shares are drawn the same in every run."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._kinds = tuple(kinds)
        self._faults: list[Fault] = []
        self._random = random.Random(0)
        self._lock = threading.Lock()

    def add(self, text: str) -> None:
        """Raises ValueError where `text` is no fault."""
        with self._lock:
            self._faults.append(Fault.parse(text, self._kinds))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def listed(self) -> list[Fault]:
        return list(self._faults)

    def striking(self, operation: str) -> list[Fault]:
        """Those that strike the request of `operation` that has just come."""
        if not self._faults:
            return []
        with self._lock:
            striking = [
                fault
                for fault in self._faults
                if fault.operation == operation and fault.left != 0 and self._random.random() < fault.share
            ]
            for fault in striking:
                fault.left = None if fault.left is None else fault.left - 1
            return striking
