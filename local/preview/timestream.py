"""Timestream as a data source: queries of panels and variables, sent as Grafana's Timestream plugin sends them."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.clients import local_client
from local.preview.dashboard_folder import Model
from local.preview.data_sources import TIMESTREAM
from local.preview.errors import QueryError
from local.preview.frames import Frame, long_to_wide
from local.preview.macros import expand
from local.preview.time_range import TimeRange
from local.preview.timestream_frames import to_frames
from local.preview.variables import Variables, interpolate

_REGION = "eu-west-1"
_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=60, max_pool_connections=16)
# A variable's query has no panel whose width would give an interval.
_VARIABLES_INTERVAL_MS = 60_000


class Timestream:
    plugin = TIMESTREAM

    def __init__(self, url: str) -> None:
        self._client = local_client("timestream-query", _REGION, url, _CONFIG)

    def frames(self, target: Model, time_range: TimeRange, interval_ms: int, variables: Variables) -> list[Frame]:
        """The frames of a panel's query. Raises QueryError, and ValueError for a query that cannot be made."""
        if not target.get("rawQuery"):
            return []
        if not isinstance(target["rawQuery"], str) or isinstance(target.get("format"), str):
            raise QueryError("query is incompatible with current structure, please rebuild it")
        sql = expand(
            interpolate(target["rawQuery"], variables),
            from_ms=time_range.from_ms,
            to_ms=time_range.to_ms,
            interval_ms=interval_ms,
            database=interpolate(target.get("database") or "", variables),
            table=interpolate(target.get("table") or "", variables),
            measure=interpolate(target.get("measure") or "", variables),
        )
        frames = self._query(sql, target.get("refId", "A"))
        return [long_to_wide(frame) for frame in frames] if target.get("format") == 1 else frames

    def variable_values(self, query: Any, time_range: TimeRange, variables: Variables) -> list[str]:
        """The first column of a variable query's result. Raises QueryError and ValueError."""
        sql = query if isinstance(query, str) else query.get("rawQuery") or query["query"]
        sql = interpolate(sql, variables, "glob")
        sql = expand(sql, from_ms=time_range.from_ms, to_ms=time_range.to_ms, interval_ms=_VARIABLES_INTERVAL_MS)
        frame = self._query(sql, "A")[0]
        return [str(value) for value in frame.fields[0].values if value is not None] if frame.fields else []

    def _query(self, sql: str, ref_id: str) -> list[Frame]:
        """The frames of all pages of the result: the first may have no rows."""
        columns: list[Model] = []
        rows: list[Model] = []
        try:
            for page in self._client.get_paginator("query").paginate(QueryString=sql):
                columns = page["ColumnInfo"] or columns
                rows += page["Rows"]
        except (ClientError, BotoCoreError) as error:
            raise QueryError.of(error, "Timestream") from error
        return to_frames(columns, rows, ref_id)
