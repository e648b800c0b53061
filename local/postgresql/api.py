"""The operations: ExecuteStatement and BatchExecuteStatement, each statement committed by itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from local.postgresql import results
from local.postgresql.cluster import Connections
from local.postgresql.errors import (
    StatementTimeoutException,
    TransactionNotFoundException,
    ValidationException,
)
from local.postgresql.execution import Executed, connection_error, execute
from local.postgresql.parameters import Value, bind

type Request = dict[str, Any]
type Response = dict[str, Any]

SECONDS = 45.0
_MOST_STATEMENTS = 100


class DataApi:
    """`seconds` is how long a statement may take."""

    def __init__(self, connections: Connections, seconds: float = SECONDS) -> None:
        self._connections = connections
        self._seconds = seconds
        self._workers = ThreadPoolExecutor(_MOST_STATEMENTS, "statement")

    def execute_statement(self, request: Request) -> Response:
        _refuse_unsupported(request)
        sql, values = bind(request["sql"], request.get("parameters") or [])
        executed = self._execute(request, sql, values)
        if executed.columns is None:
            return {"generatedFields": [], "numberOfRecordsUpdated": executed.updated}
        response: Response = {"numberOfRecordsUpdated": executed.updated}
        found = results.records(executed.columns, executed.rows, request.get("resultSetOptions") or {})
        results.check_size(found)
        if request.get("formatRecordsAs") == "JSON":
            return response | {"formattedRecords": results.formatted_records(executed.columns, executed.rows)}
        if request.get("includeResultMetadata"):
            response["columnMetadata"] = [results.column_metadata(column) for column in executed.columns]
        return response | {"records": found}

    def batch_execute_statement(self, request: Request) -> Response:
        """Stops at the first set that fails; those before it are committed."""
        _refuse_unsupported(request)
        for parameters in request.get("parameterSets") or [[]]:
            self._execute(request, *bind(request["sql"], parameters))
        return {"updateResults": [{"generatedFields": []} for _ in request.get("parameterSets") or [[]]]}

    def close(self) -> None:
        """Does not wait for a statement that goes on after its time: the end of the database ends it."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _execute(self, request: Request, sql: str, values: list[Value]) -> Executed:
        try:
            session = self._connections.take(request["resourceArn"], request["secretArn"], request.get("database"))
        except psycopg.OperationalError as error:
            raise connection_error(error) from error
        process = session.connection.info.backend_pid

        def run() -> Executed:
            try:
                return execute(session.connection, sql, values)
            finally:
                self._connections.give_back(session)

        statement = self._workers.submit(run)
        try:
            return statement.result(self._seconds)
        except TimeoutError as error:
            if not request.get("continueAfterTimeout"):
                session.connection.cancel_safe()
            raise StatementTimeoutException("Request timed out", dbConnectionId=process) from error


def _refuse_unsupported(request: Request) -> None:
    if "schema" in request:
        raise ValidationException("The schema parameter isn't supported")
    if transaction := request.get("transactionId"):
        raise TransactionNotFoundException(f"Transaction {transaction} is not found")
