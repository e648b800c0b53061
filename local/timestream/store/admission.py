"""Whether a table takes a kind of record: names, limits, one type for each measure, the partition key.

A kind of record (its dimensions, measure name and columns with types) is looked at once for each table; most
tables see only a few.
"""

from local.timestream.errors import ValidationException
from local.timestream.store.catalog import Column, ColumnKind, Table
from local.timestream.store.records import RESERVED_NAMES, RESERVED_PREFIXES, RecordKind

MAX_DIMENSIONS = 128
MAX_MEASURE_NAMES = 8192
MAX_MULTI_MEASURES = 1024
MAX_MEASURES_OF_RECORD = 256
DIMENSION_NAME_BYTES = 60
MEASURE_NAME_BYTES = 256


class NotAdmittedError(Exception):
    """Records of this kind are rejected; the message is the reason."""


def new_columns(table: Table, kind: RecordKind) -> list[Column]:
    """The columns that the table gains from a record of that kind.

    Raises NotAdmittedError where the record is to be rejected, ValidationException where its request is.
    """
    _check_names(kind.dimensions, kind.measure_name, kind.columns if kind.measure_type == "MULTI" else ())
    _check_partition_key(table, kind.dimensions)
    known = table.series.get(kind.measure_name)
    if known is not None and known[0] != kind.measure_type:
        raise NotAdmittedError(
            f"Measure name already has an assigned type {known[0]}. Each measure name can have only one measure type."
        )
    measured: ColumnKind = "MULTI" if kind.measure_type == "MULTI" else "MEASURE_VALUE"
    wanted = [Column(name, "DIMENSION", "varchar") for name in kind.dimensions]
    wanted += [Column(name, measured, type_.lower()) for name, type_ in zip(kind.columns, kind.types, strict=True)]
    found = [column for column in wanted if not _has(table, column)]
    _check_limits(table, found, kind)
    return found


def _check_names(dimensions: tuple[str, ...], measure_name: str, measures: tuple[str, ...]) -> None:
    names = [*dimensions, *measures]
    for name in (*names, measure_name):
        if name in RESERVED_NAMES or name.startswith(RESERVED_PREFIXES):
            raise ValidationException(f"The name '{name}' is reserved.")
    if len(set(dimensions)) < len(dimensions):
        twice = next(name for name in dimensions if dimensions.count(name) > 1)
        raise ValidationException(
            f"Dimensions may not overlap: '{twice}' comes twice, or is a common attribute as well."
        )
    folded = [name.lower() for name in names]
    for name in names:
        if folded.count(name.lower()) > 1:
            raise ValidationException(f"Column names can not be duplicated: '{name}'.")


def _check_partition_key(table: Table, dimensions: tuple[str, ...]) -> None:
    for key in table.partition_key:
        if key["Type"] == "DIMENSION" and key["EnforcementInRecord"] == "REQUIRED" and key["Name"] not in dimensions:
            raise NotAdmittedError(
                f"The record has no dimension '{key['Name']}', the required partition key of the table."
            )


def _has(table: Table, column: Column) -> bool:
    """Whether the table has the column. Raises NotAdmittedError where it has another one of that name."""
    existing = table.columns.get(column.name) or next(
        (known for known in table.columns.values() if known.name.lower() == column.name.lower()), None
    )
    if existing is None:
        return False
    if existing.name != column.name or (existing.kind == "DIMENSION") != (column.kind == "DIMENSION"):
        raise NotAdmittedError(f"Column names can not be duplicated: '{column.name}'.")
    if existing.type != column.type:
        raise NotAdmittedError(
            f"Multi measure name already has an assigned type {existing.type.upper()}. Each multi measure name "
            "can have only one measure type."
        )
    return True


def _check_limits(table: Table, found: list[Column], kind: RecordKind) -> None:
    for column in found:
        if column.kind == "DIMENSION" and len(column.name.encode()) > DIMENSION_NAME_BYTES:
            raise NotAdmittedError(f"The dimension name '{column.name}' is longer than {DIMENSION_NAME_BYTES} bytes.")
        if len(column.name.encode()) > MEASURE_NAME_BYTES:
            raise NotAdmittedError(f"The measure name '{column.name}' is longer than {MEASURE_NAME_BYTES} bytes.")
    if len(kind.measure_name.encode()) > MEASURE_NAME_BYTES:
        raise NotAdmittedError(f"The measure name '{kind.measure_name}' is longer than {MEASURE_NAME_BYTES} bytes.")
    if len(kind.columns) > MAX_MEASURES_OF_RECORD:
        raise NotAdmittedError(f"A record can have at most {MAX_MEASURES_OF_RECORD} measures.")
    kinds = [column.kind for column in (*table.columns.values(), *found)]
    if kinds.count("DIMENSION") > MAX_DIMENSIONS:
        raise NotAdmittedError(f"A table can have at most {MAX_DIMENSIONS} dimensions.")
    if kinds.count("MULTI") > MAX_MULTI_MEASURES:
        raise NotAdmittedError(f"A table can have at most {MAX_MULTI_MEASURES} measures of multi-measure records.")
    if kind.measure_name not in table.series and len(table.series) >= MAX_MEASURE_NAMES:
        raise NotAdmittedError(f"A table can have at most {MAX_MEASURE_NAMES} measure names.")
