"""What the stack needs of the engine that holds the tables: one module for each, `timestream` and `postgresql`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from local.stack.processes import Process

if TYPE_CHECKING:
    from local.stack.stack import LocalStack, Ports

# A row of a result: values by column name, as texts.
type Row = dict[str, str | None]


class Engine(Protocol):
    """An engine on this machine. It has no state: whatever it does, it does for a stack."""

    @property
    def name(self) -> str:
        """The value of the template's parameter Engine."""

    @property
    def config_environment(self) -> str:
        """The environment of samconfig.toml that deploys it."""

    @property
    def dashboards(self) -> Path:
        """The folder with its dashboards."""

    @property
    def sample_queries(self) -> tuple[str, ...]:
        """The queries that the demo runs, in its SQL."""

    def ports(self, ports: "Ports", /) -> dict[str, int]:
        """Its own servers' ports, by the options that choose others."""

    def endpoints(self, ports: "Ports", host: str, /) -> dict[str, str]:
        """The variables that point an AWS SDK to its servers, at one of this machine's addresses."""

    def start(self, stack: "LocalStack", /) -> list[tuple[Process, str]]:
        """Its servers, starting, each with the address that answers when it is ready."""

    def prepare(self, stack: "LocalStack", /) -> None:
        """What has to be there before the deployment."""

    def preview_options(self, stack: "LocalStack", /) -> tuple[list[str], dict[str, str]]:
        """The preview's options, and variables of its environment."""

    def address(self, stack: "LocalStack", /) -> str:
        """A sentence for people: where the engine answers."""

    def rows(self, stack: "LocalStack", sql: str, /) -> list[Row]:
        """The rows of a query's result."""

    def row_counts(self, stack: "LocalStack", /) -> dict[str, int]:
        """The number of rows in each table."""

    def newest_event(self, stack: "LocalStack", /) -> datetime | None:
        """When the newest agent event of the tables was, in UTC; None without any."""
