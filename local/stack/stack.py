"""The local stack: the template deployed on this machine, with everything that it needs."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from local.clients import local_client
from local.stack import local_invoke, template
from local.stack.containers import Relay
from local.stack.engine import Engine, Row
from local.stack.environment import ACCOUNT, REGION, ROOT, TIMESTREAM_REGION, isolated
from local.stack.processes import HOST, Process, check_port, free_port
from local.stack.tables import database_name, table_requests
from local.stack.timestream import TimestreamEngine

# As samconfig.toml has them in its environment `local`: the stack's name, and a source of contact events in
# place of Connect's own, which only AWS may use.
EVENT_SOURCE = "local.connect"
STACK_NAME = "connect-analytics-local"

# Opens a step that is shown while it lasts, and gives a function that takes its progress.
type Step = Callable[[str], AbstractContextManager[Callable[[str], object]]]


@dataclass(frozen=True)
class Ports:
    """Where the servers listen on 127.0.0.1."""

    ministack: int = 4566
    timestream: int = 8086
    connect: int = 8087
    preview: int = 3000
    data_api: int = 8088
    postgresql: int = 5433

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nothing listens on."""
        return cls(*(free_port() for _ in fields(cls)))


class LocalStack:
    """A context in which the stack runs. Leaving it ends all its processes.

    Build, logs and data are in `folder`; without `keep_data` the tables are in memory. `containers_reach_it_at` is
    this machine's address in the containers' network, if they are to reach the stack. Entering it may raise StackError.
    """

    def __init__(
        self,
        folder: Path,
        ports: Ports,
        step: Step,
        *,
        keep_data: bool,
        engine: Engine | None = None,
        containers_reach_it_at: str | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.engine = engine or TimestreamEngine()
        self.keep_data = keep_data
        self.ports = ports
        self.template = template.load(ROOT / "template.yaml")
        self.database = database_name(self.template)
        self.tables = [request["TableName"] for request in table_requests(self.template)]
        self.resources: dict[str, str] = {}
        self._step = step
        self._containers_reach_it_at = containers_reach_it_at
        self._clients: dict[str, Any] = {}
        self.exits = ExitStack()

    def __enter__(self) -> "LocalStack":
        check_port(self.ports.ministack, "--ministack-port")
        check_port(self.ports.connect, "--connect-port")
        check_port(self.ports.preview, "--preview-port")
        for option, port in self.engine.ports(self.ports).items():
            check_port(port, option)
        with ExitStack() as exits:
            self.exits = exits
            servers = self._start_servers()
            with self._step("Building the application (sam build)") as progress:
                self._sam("build", progress, "--cached", "--cache-dir", str(self.folder / "cache"))
            with self._step(f"Starting MiniStack and {self.engine.name}"):
                for process, url in servers:
                    process.wait_until_ready(url)
                self.engine.prepare(self)
            with self._step("Deploying the template (sam deploy)") as progress:
                self._sam("deploy", progress, "--template-file", str(self.folder / "build" / "template.yaml"))
            self.resources = self._deployed_resources()
            self._start_metrics()
            self._start_preview()
            if self._containers_reach_it_at:
                self._serve_containers(self._containers_reach_it_at)
            self.exits = exits.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.exits.close()

    def start_centre(self, *options: str) -> None:
        """Starts a simulated contact centre, which answers Connect's API; `options` are those of local.connect.

        Its environment has the stack's addresses. GET /status has its progress.
        """
        centre = self.start(
            "The simulated contact centre",
            "local.connect",
            "--port",
            str(self.ports.connect),
            *options,
            **self.endpoints(),
        )
        centre.wait_until_ready(self.centre_url)

    @property
    def centre_url(self) -> str:
        return f"http://{HOST}:{self.ports.connect}/"

    def endpoints(self, host: str = HOST) -> dict[str, str]:
        """The variables that point any AWS SDK to this stack, at one of this machine's addresses."""
        return {
            "AWS_ENDPOINT_URL": f"http://{host}:{self.ports.ministack}",
            "AWS_ENDPOINT_URL_CONNECT": f"http://{host}:{self.ports.connect}",
            **self.engine.endpoints(self.ports, host),
        }

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query's result, in the engine's SQL."""
        return self.engine.rows(self, sql)

    def row_counts(self) -> dict[str, int]:
        """The number of rows in each of the six tables."""
        return self.engine.row_counts(self)

    def client(self, service: str) -> Any:
        """A boto3 client of this stack, without the user's settings."""
        if service not in self._clients:
            self._clients[service] = self._new_client(service)
        return self._clients[service]

    def _new_client(self, service: str) -> Any:
        variable = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
        endpoints = self.endpoints()
        region = TIMESTREAM_REGION if service.startswith("timestream") else REGION
        return local_client(service, region, endpoints.get(variable, endpoints["AWS_ENDPOINT_URL"]))

    def _start_servers(self) -> list[tuple[Process, str]]:
        """The servers, starting, each with the address that answers when it is ready."""
        # MiniStack puts functions' code there, and leaves some of it.
        temporary = self.exits.enter_context(TemporaryDirectory(prefix="ministack-", ignore_cleanup_errors=True))
        # The functions run as children of MiniStack and have its environment.
        ministack = self.start(
            "MiniStack",
            "ministack",
            BIND_HOST=HOST,
            GATEWAY_PORT=str(self.ports.ministack),
            IOT_MTLS_ENABLED="0",  # it would listen on all interfaces
            MINISTACK_ACCOUNT_ID=ACCOUNT,
            MINISTACK_REGION=REGION,
            TMPDIR=temporary,
            **self.endpoints(),
        )
        health = f"http://{HOST}:{self.ports.ministack}/_ministack/health"
        return [*self.engine.start(self), (ministack, health)]

    def _start_metrics(self) -> None:
        """The metrics of what is deployed that MiniStack does not publish itself."""
        options = {
            "AWS::Serverless::Function": "--function",
            "AWS::SQS::Queue": "--queue",
            "AWS::Kinesis::Stream": "--stream",
        }
        arguments = [
            argument
            for name, resource in self.template["Resources"].items()
            if resource["Type"] in options and name in self.resources
            for argument in (options[resource["Type"]], self.resources[name])
        ]
        self.start("CloudWatch's metrics", "local.stack.metrics", *arguments, **self.endpoints())

    def _start_preview(self) -> None:
        """The dashboards, drawn in a browser."""
        tables, variables = self.engine.preview_options(self)
        preview = self.start(
            "The preview of the dashboards",
            "local.preview",
            *("--port", str(self.ports.preview), "--dashboards", str(self.engine.dashboards)),
            *tables,
            *("--cloudwatch", self.endpoints()["AWS_ENDPOINT_URL"]),
            **variables,
        )
        preview.wait_until_ready(f"http://{HOST}:{self.ports.preview}/")

    def start(self, name: str, module: str, *options: str, **variables: str) -> Process:
        """A module of ours in a process that ends with the stack."""
        process = Process(
            name,
            [sys.executable, "-m", module, *options],
            environment=isolated(**variables),
            log=self.folder / "logs" / f"{module}.log",
            folder=ROOT,
        )
        self.exits.callback(process.end)
        return process

    def _sam(self, command: str, progress: Callable[[str], object], *options: str) -> None:
        config = ["--config-file", str(ROOT / "samconfig.toml"), "--config-env", self.engine.config_environment]
        where = ["--template-file", str(ROOT / "template.yaml"), "--build-dir", str(self.folder / "build")]
        process = Process(
            f"sam {command}",
            [sys.executable, "-m", "samcli", command, *config, *(where if command == "build" else ()), *options],
            environment=isolated(SAM_CLI_POLL_DELAY="0.5", **self.endpoints()),
            log=self.folder / "logs" / f"sam-{command}.log",
            folder=ROOT,
        )
        try:
            process.wait_until_done(300, progress)
        finally:
            process.end()

    def _serve_containers(self, address: str) -> None:
        ports = (self.ports.ministack, self.ports.connect, *self.engine.ports(self.ports).values())
        self.exits.enter_context(Relay(address, ports))
        build = self.folder / "build"
        local_invoke.write_template(build, self.client("lambda"), self.resources, self.endpoints(address))

    def _deployed_resources(self) -> dict[str, str]:
        """Physical ids by logical ids."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }
