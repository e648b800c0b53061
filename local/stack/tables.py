"""The Timestream database and tables that the template declares, created in the stand-in.

On AWS, CloudFormation creates them. MiniStack has no Timestream, so here it is done by the write API.
"""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

type Template = dict[str, Any]


def database_name(template: Template) -> str:
    """The database's name, the default of the template's parameter."""
    return str(template["Parameters"]["DatabaseName"]["Default"])


def table_requests(template: Template) -> list[dict[str, Any]]:
    """A CreateTable request for each table, with the parameters' defaults."""
    return [
        {name: _resolved(value, template) for name, value in resource["Properties"].items()}
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Timestream::Table"
    ]


def create_tables(timestream_write: Any, template: Template) -> None:
    """Creates database and tables. Those of an earlier run keep their rows and get the declared retention."""
    _create(timestream_write.create_database, DatabaseName=database_name(template))
    for request in table_requests(template):
        if not _create(timestream_write.create_table, **request):
            timestream_write.update_table(**{name: value for name, value in request.items() if name != "Schema"})


def _create(create: Callable[..., object], **request: Any) -> bool:
    """Whether it was not there before."""
    try:
        create(**request)
    except ClientError as error:
        response: Any = error.response
        if response["Error"]["Code"] != "ConflictException":
            raise
        return False
    return True


def _resolved(value: Any, template: Template) -> Any:
    """`value` with parameters' defaults and resources' names in place of references."""
    if isinstance(value, list):
        return [_resolved(member, template) for member in value]
    if not isinstance(value, dict):
        return value
    if "Ref" not in value:
        return {name: _resolved(member, template) for name, member in value.items()}
    name = value["Ref"]
    if name in template["Parameters"]:
        return template["Parameters"][name]["Default"]
    if template["Resources"][name]["Type"] == "AWS::Timestream::Database":
        return database_name(template)
    return name.lower()  # a bucket, of which the stand-in takes any name
