"""Fuzzes the Timestream stand-in: SQL and request bodies, each answer checked.

`python -m tests.fuzz [--inputs N] [--seconds S] [--seed N] [--world N] [--kinds KIND ...]`

Chance is seeded. The inputs come in worlds of a few thousand, each with a server and a seed of its own, so that a
fault's world is enough to see it again. Prints each fault when it comes, then, as JSON, how often what was answered;
ends with code 1 where there was a fault.
"""

import argparse
import contextlib
import faulthandler
import io
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from local.timestream.caller import Caller
from local.timestream.server import TimestreamServer
from local.timestream.sql import error_mapping
from local.timestream.wire import TARGET_PREFIX
from tests.fuzz.bodies import Bodies, encoded, operations
from tests.fuzz.queries import DATABASE, SOURCE, TABLE, Queries
from tests.fuzz.responses import Fault, read

WORLD = 4000
# How often each kind of input is drawn. A check asks several questions.
KINDS = {"query": 16, "mutated query": 16, "check": 4, "request": 84, "json": 40, "bytes": 40}
# The servers' present, in milliseconds: the same in every run.
NOW = 1_750_000_000_000
CALLER = Caller("us-east-1", "fuzz", "http://127.0.0.1")
# A query is ended after a second; nothing may take longer than ten.
QUERY_SECONDS, MOST_SECONDS = 1, 10
MODELS = operations()


@dataclass
class Findings:
    """What came of the inputs: how often each kind was answered how, and the faults by what they have in common."""

    inputs: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def fault(self, what: str, world: int, given: str) -> None:
        """Counts a fault, and prints it where it is the first of its kind."""
        alike = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "…", what)[:200]
        self.faults[alike] += 1
        if self.faults[alike] == 1:
            print(f"world {world}: {what}\n    {given[:2000]}", flush=True)


class World:
    """A server with a table of a few rows, and the inputs that it is given."""

    def __init__(self, seed: int, number: int, kinds: list[str], findings: Findings) -> None:
        self._draw = Random(f"{seed} {number}")
        self._number = number
        self._kinds = kinds
        self._findings = findings
        self._queries = Queries(self._draw)
        self._bodies = Bodies(self._draw, NOW)

    def run(self, inputs: int, until: float) -> None:
        before = self._findings.inputs
        weights = [KINDS[kind] for kind in self._kinds]
        with TimestreamServer(clock=lambda: NOW * 1_000_000) as self._server:
            self._fill()
            while self._findings.inputs - before < inputs and time.monotonic() < until:
                kind = self._draw.choices(self._kinds, weights)[0]
                getattr(self, "_" + kind.replace(" ", "_"))()

    def _fill(self) -> None:
        self._ask("setup", "CreateDatabase", {"DatabaseName": DATABASE})
        for table in (TABLE, "Written"):
            self._ask("setup", "CreateTable", {"DatabaseName": DATABASE, "TableName": table})
        records: list[dict[str, Any]] = []
        for number in range(12):
            at: dict[str, Any] = {
                "Time": str(NOW - 300_000 * number),
                "Dimensions": [{"Name": "host", "Value": "abc"[number % 3]}],
            }
            values = {"level": str(number - 3), "load": str(number / 8), "state": ("idle", "busy", "it's")[number % 3]}
            values |= {"open": str(number % 2 == 0).lower(), "since": str(NOW - number)}
            types = {"level": "BIGINT", "load": "DOUBLE", "state": "VARCHAR", "open": "BOOLEAN", "since": "TIMESTAMP"}
            measures = [{"Name": name, "Type": types[name], "Value": value} for name, value in values.items()]
            del measures[number % 5]
            at["Dimensions"] += [{"Name": "site", "Value": "north"}] if number % 2 else []
            records.append({**at, "MeasureName": "reading", "MeasureValueType": "MULTI", "MeasureValues": measures})
            records.append({**at, "MeasureName": "load", "MeasureValue": str(number)})
        request = {"DatabaseName": DATABASE, "TableName": TABLE, "Records": records}
        if self._ask("setup", "WriteRecords", request)[0]:
            raise RuntimeError("The table could not be filled.")

    def _query(self) -> None:
        self._sql("query", self._queries.query())

    def _mutated_query(self) -> None:
        self._sql("mutated query", self._queries.mutated(self._queries.query()))

    def _request(self) -> None:
        name, request = self._bodies.valid()
        refused = False
        if self._draw.random() < 0.9:
            request, refused = self._bodies.changed(name, request)
        error, _ = self._ask("request", name, request)
        if refused and error not in ("ValidationException", "SerializationException"):
            self._fault(f"{name}: what the model forbids is {error or 'taken'}", json.dumps(request))

    def _json(self) -> None:
        self._send("json", self._draw.choice(list(MODELS)), encoded(self._bodies.json()))

    def _bytes(self) -> None:
        name, request = self._bodies.valid()
        self._send("bytes", name, self._bodies.broken(encoded(request)))

    def _check(self) -> None:
        """Things that must hold between the answers to different questions."""
        self._draw.choice((self._check_prepared, self._check_names, self._check_rest, self._check_parts))()

    def _check_prepared(self) -> None:
        """What has a result has the columns that PrepareQuery says."""
        query = self._queries.query()
        error, page = self._sql("check", query)
        problem, prepared = self._ask("check", "PrepareQuery", {"QueryString": query})
        if not error and problem:
            self._fault(f"a query that runs can not be prepared: {prepared['Message']}", query)
        if not error and not problem:
            columns = [{"Name": column["Name"], "Type": column["Type"]} for column in prepared["Columns"]]
            if columns != page["ColumnInfo"]:
                self._fault("PrepareQuery says other columns", query)

    def _check_names(self) -> None:
        """A name that there is not is refused, and so are a comma too many and anything behind a query's end."""
        query = self._queries.query()
        if self._sql("check", query)[0]:
            return
        others = [f"{query} ) x", f"{query}; {query}", query.replace(TABLE, "Nothing")]
        others += filter(None, (self._queries.misnamed(query), self._queries.with_comma(query)))
        for other in others:
            if other != query and self._sql("check", other)[0] != "ValidationException":
                self._fault("what means nothing is not refused", other)

    def _check_rest(self) -> None:
        """As many rows are counted as there are, and white space, comments and quotes change nothing."""
        query = self._queries.query()
        rows = self._rows(query)
        if rows is None or "rand" in query:
            return
        counted = self._rows(f"SELECT count(*) FROM ({query})")
        if counted is not None and counted != [f'[{{"ScalarValue": "{len(rows)}"}}]']:
            self._fault(f"{len(rows)} rows are counted as {counted}", query)
        again = self._rows(f"/* x */ {query.replace(SOURCE, f'{DATABASE} . {TABLE}')} -- y\n;")
        if again is None or len(again) != len(rows):
            self._fault("a comment changes a query", query)

    def _check_parts(self) -> None:
        """The rows for which a condition holds, does not hold, and is null, are all rows together."""
        query, condition = self._queries.filtered()
        if "rand" in query + condition:
            return
        conditions = (condition, f"NOT {condition}", f"({condition}) IS NULL")
        parts = [self._rows(f"{query} WHERE {part}") for part in conditions]
        whole = self._rows(query)
        found = sorted(row for part in parts for row in part or ())
        if whole is not None and None not in parts and found != sorted(whole):
            self._fault(f"{len(found)} rows in parts, {len(whole)} as a whole: {condition}", query)

    def _rows(self, query: str) -> list[str] | None:
        """The rows as texts; None where there is no result, or more than a page."""
        error, page = self._sql("check", query)
        return None if error or "NextToken" in page else [json.dumps(row["Data"]) for row in page["Rows"]]

    def _sql(self, kind: str, query: str) -> tuple[str, dict[str, Any]]:
        return self._ask(kind, "Query", {"QueryString": query})

    def _ask(self, kind: str, name: str, request: Any) -> tuple[str, dict[str, Any]]:
        return self._send(kind, name, encoded(request))

    def _send(self, kind: str, name: str, body: bytes) -> tuple[str, dict[str, Any]]:
        """The error's name and the body of the answer, once it was found to be one that may be."""
        self._findings.inputs += 1
        began = time.monotonic()
        with contextlib.redirect_stderr(io.StringIO()) as stderr:
            answer = self._server.wire.answer(TARGET_PREFIX + name, body, CALLER)
        given = f"{name} {body.decode(errors='backslashreplace')}"
        if (took := time.monotonic() - began) > MOST_SECONDS:
            self._fault(f"took {took:.0f} seconds", given)
        try:
            error, read_body = read(answer, MODELS.get(name))
        except Fault as fault:
            trace = stderr.getvalue().splitlines()
            self._fault(f"{fault} {' '.join(trace[-1:])}", given)
            return "a fault", {"Message": str(fault)}
        self._findings.answers[f"{kind}: {error or 'a result'}"] += 1
        return error, read_body

    def _fault(self, what: str, given: str) -> None:
        self._findings.fault(what, self._number, given)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="at the most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", type=int, help="only this one")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="only these (default: all)")
    arguments = parser.parse_args()
    error_mapping.SECONDS = QUERY_SECONDS
    findings = Findings()
    until = time.monotonic() + arguments.seconds
    number = arguments.world or 0
    while findings.inputs < arguments.inputs and time.monotonic() < until:
        # A crash or an answer that never comes shows where.
        faulthandler.dump_traceback_later(600, exit=True)
        World(arguments.seed, number, arguments.kinds, findings).run(
            min(WORLD, arguments.inputs - findings.inputs), until
        )
        number += 1
        print(f"{findings.inputs} inputs, {len(findings.faults)} faults", file=sys.stderr)
        if arguments.world is not None:
            break
    faulthandler.cancel_dump_traceback_later()
    answers = dict(sorted(findings.answers.items()))
    print(json.dumps({"inputs": findings.inputs, "answers": answers, "faults": findings.faults}, indent=1))
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
