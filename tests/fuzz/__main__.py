"""Fuzzes the Timestream stand-in with SQL and request bodies, and checks each response.

`python -m tests.fuzz [--inputs N] [--seconds S] [--seed N] [--batch N] [--only INPUT ...]`

Runs are reproducible. Inputs come in batches of a few thousand, each with its own server and seed, so that the number
of a batch is enough to reproduce a fault. Prints each new fault, and at the end the number of responses of each type as
JSON. Exits with 1 if there were faults.
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

BATCH_SIZE = 4000
# The weight of each type of input. A check sends several queries.
WEIGHTS = {"query": 16, "mutated query": 16, "check": 4, "request": 84, "json": 40, "bytes": 40}
# The current time of the servers in milliseconds, the same in every run.
NOW = 1_750_000_000_000
CALLER = Caller("us-east-1", "fuzz", "http://127.0.0.1")
# Queries are cancelled after a second; nothing may take longer than ten.
QUERY_SECONDS, MAX_SECONDS = 1, 10
MODELS = operations()


@dataclass
class Findings:
    """The number of responses by type of input and error, and the faults, grouped by message."""

    inputs: int = 0
    responses: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def fault(self, what: str, batch: int, given: str) -> None:
        """Counts a fault, and prints it if it is the first of its group."""
        group = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "…", what)[:200]
        self.faults[group] += 1
        if self.faults[group] == 1:
            print(f"batch {batch}: {what}\n    {given[:2000]}", flush=True)


class Batch:
    """A server with a table of a few rows, and the inputs sent to it."""

    def __init__(self, seed: int, number: int, only: list[str], findings: Findings) -> None:
        self._random = Random(f"{seed} {number}")
        self._number = number
        self._only = only
        self._findings = findings
        self._queries = Queries(self._random)
        self._bodies = Bodies(self._random, NOW)

    def run(self, inputs: int, until: float) -> None:
        before = self._findings.inputs
        weights = [WEIGHTS[input_type] for input_type in self._only]
        with TimestreamServer(clock=lambda: NOW * 1_000_000) as self._server:
            self._fill()
            while self._findings.inputs - before < inputs and time.monotonic() < until:
                input_type = self._random.choices(self._only, weights)[0]
                getattr(self, "_" + input_type.replace(" ", "_"))()

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
        if self._random.random() < 0.9:
            request, refused = self._bodies.changed(name, request)
        error, _ = self._ask("request", name, request)
        if refused and error not in ("ValidationException", "SerializationException"):
            self._fault(f"{name}: what the model forbids is {error or 'taken'}", json.dumps(request))

    def _json(self) -> None:
        self._send("json", self._random.choice(list(MODELS)), encoded(self._bodies.json()))

    def _bytes(self) -> None:
        name, request = self._bodies.valid()
        self._send("bytes", name, self._bodies.broken(encoded(request)))

    def _check(self) -> None:
        """Checks an invariant between the responses to related queries."""
        self._random.choice((self._check_prepared, self._check_names, self._check_rest, self._check_parts))()

    def _check_prepared(self) -> None:
        """PrepareQuery returns the columns of the result."""
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
        """Unknown names, an extra comma, and text after the end of a query are refused."""
        query = self._queries.query()
        if self._sql("check", query)[0]:
            return
        others = [f"{query} ) x", f"{query}; {query}", query.replace(TABLE, "Nothing")]
        others += filter(None, (self._queries.with_unknown_column(query), self._queries.with_comma(query)))
        for other in others:
            if other != query and self._sql("check", other)[0] != "ValidationException":
                self._fault("an invalid query is not refused", other)

    def _check_rest(self) -> None:
        """count(*) counts the rows; white space, comments and quotes change nothing."""
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
        """The rows for which a condition is true, false and null are together all rows."""
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
        """The rows as texts; None if there is no result, or more than a page."""
        error, page = self._sql("check", query)
        return None if error or "NextToken" in page else [json.dumps(row["Data"]) for row in page["Rows"]]

    def _sql(self, input_type: str, query: str) -> tuple[str, dict[str, Any]]:
        return self._ask(input_type, "Query", {"QueryString": query})

    def _ask(self, input_type: str, name: str, request: Any) -> tuple[str, dict[str, Any]]:
        return self._send(input_type, name, encoded(request))

    def _send(self, input_type: str, name: str, body: bytes) -> tuple[str, dict[str, Any]]:
        """Sends a request and checks the response. Returns the name of the error and the body."""
        self._findings.inputs += 1
        began = time.monotonic()
        with contextlib.redirect_stderr(io.StringIO()) as stderr:
            response = self._server.wire.respond(TARGET_PREFIX + name, body, CALLER)
        given = f"{name} {body.decode(errors='backslashreplace')}"
        if (took := time.monotonic() - began) > MAX_SECONDS:
            self._fault(f"took {took:.0f} seconds", given)
        try:
            error, read_body = read(response, MODELS.get(name))
        except Fault as fault:
            trace = stderr.getvalue().splitlines()
            self._fault(f"{fault} {' '.join(trace[-1:])}", given)
            return "a fault", {"Message": str(fault)}
        self._findings.responses[f"{input_type}: {error or 'a result'}"] += 1
        return error, read_body

    def _fault(self, what: str, given: str) -> None:
        self._findings.fault(what, self._number, given)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="at the most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, help="only this one")
    parser.add_argument(
        "--only", nargs="+", choices=WEIGHTS, default=list(WEIGHTS), help="only these inputs (default: all)"
    )
    arguments = parser.parse_args()
    error_mapping.MAX_SECONDS = QUERY_SECONDS
    findings = Findings()
    until = time.monotonic() + arguments.seconds
    number = arguments.batch or 0
    while findings.inputs < arguments.inputs and time.monotonic() < until:
        # A crash or a hanging request prints its stack.
        faulthandler.dump_traceback_later(600, exit=True)
        Batch(arguments.seed, number, arguments.only, findings).run(
            min(BATCH_SIZE, arguments.inputs - findings.inputs), until
        )
        number += 1
        print(f"{findings.inputs} inputs, {len(findings.faults)} faults", file=sys.stderr)
        if arguments.batch is not None:
            break
    faulthandler.cancel_dump_traceback_later()
    responses = dict(sorted(findings.responses.items()))
    print(json.dumps({"inputs": findings.inputs, "responses": responses, "faults": findings.faults}, indent=1))
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
