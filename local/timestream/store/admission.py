"""Validates the schema of records for a table: names, limits, one type for each measure, the partition key.

Each schema is validated once for each table; most tables have only a few.
"""

from local.timestream.errors import ValidationException
from local.timestream.store.catalog import AttributeType, Column, Table
from local.timestream.store.records import RESERVED_NAMES, RESERVED_PREFIXES, RecordSchema

MAX_DIMENSIONS = 128
MAX_MEASURE_NAMES = 8192
MAX_MULTI_MEASURES = 1024
MAX_MEASURES_OF_RECORD = 256
DIMENSION_NAME_BYTES = 60
MEASURE_NAME_BYTES = 256


class RecordRejectedError(Exception):
    """Records of this schema are rejected; the message is the reason."""


def new_columns(table: Table, schema: RecordSchema) -> list[Column]:
    """The columns that a record of this schema adds to the table.

    Raises RecordRejectedError to reject the record, ValidationException to refuse the whole request.
    """
    _check_names(schema.dimensions, schema.measure_name, schema.columns if schema.measure_type == "MULTI" else ())
    _check_partition_key(table, schema.dimensions)
    known = table.series.get(schema.measure_name)
    if known is not None and known[0] != schema.measure_type:
        raise RecordRejectedError(
            f"Measure name already has an assigned type {known[0]}. Each measure name can have only one measure type."
        )
    measured: AttributeType = "MULTI" if schema.measure_type == "MULTI" else "MEASURE_VALUE"
    wanted = [Column(name, "DIMENSION", "varchar") for name in schema.dimensions]
    wanted += [Column(name, measured, type_.lower()) for name, type_ in zip(schema.columns, schema.types, strict=True)]
    found = [column for column in wanted if not _has(table, column)]
    _check_limits(table, found, schema)
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
            raise RecordRejectedError(
                f"The record has no dimension '{key['Name']}', the required partition key of the table."
            )


def _has(table: Table, column: Column) -> bool:
    """Whether the table has the column. Raises RecordRejectedError if it has a different one of that name."""
    existing = table.columns.get(column.name) or next(
        (known for known in table.columns.values() if known.name.lower() == column.name.lower()), None
    )
    if existing is None:
        return False
    if existing.name != column.name or (existing.attribute_type == "DIMENSION") != (
        column.attribute_type == "DIMENSION"
    ):
        raise RecordRejectedError(f"Column names can not be duplicated: '{column.name}'.")
    if existing.type != column.type:
        raise RecordRejectedError(
            f"Multi measure name already has an assigned type {existing.type.upper()}. Each multi measure name "
            "can have only one measure type."
        )
    return True


def _check_limits(table: Table, found: list[Column], schema: RecordSchema) -> None:
    for column in found:
        if column.attribute_type == "DIMENSION" and len(column.name.encode()) > DIMENSION_NAME_BYTES:
            raise RecordRejectedError(
                f"The dimension name '{column.name}' is longer than {DIMENSION_NAME_BYTES} bytes."
            )
        if len(column.name.encode()) > MEASURE_NAME_BYTES:
            raise RecordRejectedError(f"The measure name '{column.name}' is longer than {MEASURE_NAME_BYTES} bytes.")
    if len(schema.measure_name.encode()) > MEASURE_NAME_BYTES:
        raise RecordRejectedError(
            f"The measure name '{schema.measure_name}' is longer than {MEASURE_NAME_BYTES} bytes."
        )
    if len(schema.columns) > MAX_MEASURES_OF_RECORD:
        raise RecordRejectedError(f"A record can have at most {MAX_MEASURES_OF_RECORD} measures.")
    attribute_types = [column.attribute_type for column in (*table.columns.values(), *found)]
    if attribute_types.count("DIMENSION") > MAX_DIMENSIONS:
        raise RecordRejectedError(f"A table can have at most {MAX_DIMENSIONS} dimensions.")
    if attribute_types.count("MULTI") > MAX_MULTI_MEASURES:
        raise RecordRejectedError(f"A table can have at most {MAX_MULTI_MEASURES} measures of multi-measure records.")
    if schema.measure_name not in table.series and len(table.series) >= MAX_MEASURE_NAMES:
        raise RecordRejectedError(f"A table can have at most {MAX_MEASURE_NAMES} measure names.")
