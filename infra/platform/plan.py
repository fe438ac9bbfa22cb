"""The processes of an installation: name, command, environment, port. Pure; nothing is started here."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.platform.scale import KINDS, MOST
from infra.platform.settings import Settings
from infra.services import SERVICES, SIGN_IN

ROOT = Path(__file__).parent.parent.parent
LIBS = ROOT / "build" / "kafka" / "libs"
FIRST = 10  # inner ports before it are PostgreSQL's and Kafka's
# What goes down first stands first: nobody is let in, running requests end, then nothing is heard or
# published any more, then what everybody stands on. Started from the other end.
TIERS = ("door", "web", "worker", "relay", "kafka", "postgresql")
PATIENCE = {"door": 8, "web": 40, "worker": 15, "relay": 15, "kafka": 30, "postgresql": 30}  # seconds
POLITE = {"door": "QUIT", "postgresql": "INT"}  # the signals on which they end what runs; others: TERM


@dataclass(frozen=True)
class Process:
    """One program under the supervisor."""

    name: str
    tier: str
    port: int
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    health: str = ""  # answers 200 once it is ready

    @property
    def service(self) -> str:
        """Whose it is; "" for what everybody stands on."""
        return self.name.split(".")[0] if self.name.split(".")[0] in SERVICES else ""


@dataclass(frozen=True)
class Programs:
    """The servers' programs on this machine."""

    postgresql: Path  # the folder of initdb and postgres
    java: str
    nginx: str
    as_root: bool = False  # then PostgreSQL, which refuses root, is run as its own user


def processes(settings: Settings, programs: Programs, tokens: Mapping[str, str]) -> tuple[Process, ...]:
    """All of them, in the order in which they are started."""
    return (
        postgresql(settings, programs),
        kafka(settings, programs),
        *(each for kind in reversed(KINDS) for each in of_kind(settings, kind, tokens)),
        door(settings, programs),
    )


def postgresql(settings: Settings, programs: Programs) -> Process:
    options = {
        "port": settings.database_port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 500,
        "logging_collector": "off",
    }
    chosen = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    command = (str(programs.postgresql / "postgres"), "-D", str(settings.folder / "postgresql"), *chosen)
    user = "postgres" if programs.as_root else ""
    return Process("postgresql", "postgresql", settings.database_port, command, {"LC_ALL": "C"}, user)


def kafka(settings: Settings, programs: Programs) -> Process:
    folder = settings.folder / "kafka"
    options = ("-Xms256m", "-Xmx1g", f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}")
    run = ("kafka.Kafka", str(folder / "server.properties"))
    command = (programs.java, *options, "-cp", f"{LIBS}/*", *run)
    return Process("kafka", "kafka", settings.kafka_port, command)


def door(settings: Settings, programs: Programs) -> Process:
    conf = settings.folder / "nginx" / "nginx.conf"
    command = (programs.nginx, "-p", str(conf.parent), "-c", str(conf), "-e", "stderr")
    return Process("door", "door", settings.port, command, health=f"{settings.here}/evaluation/healthz")


def of_kind(settings: Settings, kind: str, tokens: Mapping[str, str]) -> Iterator[Process]:
    """All webs, all relays or all workers."""
    for service in SERVICES:
        for number in range(1, settings.scale.get(f"{service}.{kind}", 0) + 1):
            yield one(settings, service, kind, number, tokens)


def one(settings: Settings, service: str, kind: str, number: int, tokens: Mapping[str, str]) -> Process:
    """The `number`th process of a kind. Its name, port and environment depend on no other's."""
    port = port_of(settings, service, kind, number)
    listens = "PORT" if kind == "web" else "HEARTH_METRICS_PORT"
    health = f"/{service}/healthz" if kind == "web" else "/healthz"
    return Process(
        f"{service}.{kind}.{number}",
        kind,
        port,
        started_by(service, kind),
        {**environment(settings, service, tokens[service]), listens: str(port)},
        health=f"http://127.0.0.1:{port}{health}",
    )


def port_of(settings: Settings, service: str, kind: str, number: int) -> int:
    place = SERVICES.index(service) * len(KINDS) + KINDS.index(kind)
    return settings.inner + FIRST + place * MOST + number - 1


def started_by(service: str, kind: str) -> tuple[str, ...]:
    if kind != "web":
        return (sys.executable, "-m", "infra.cli", kind, service)
    conf = str(ROOT / "infra" / "gunicorn.conf.py")
    return (sys.executable, "-m", "gunicorn", "-c", conf, f'infra.processes:web("{service}")')


def environment(settings: Settings, service: str, token: str) -> dict[str, str]:
    """What a service's process is told; passwords stand in the file of its own service alone."""
    return {
        **settings.passed,
        **SIGN_IN,
        "DATA": str(settings.data),
        "HEARTH_HOST": "127.0.0.1",
        "HEARTH_BASE_URL": settings.url,
        "HEARTH_SCHOOL": settings.school,
        "HEARTH_DATABASE_URL": settings.database_url(service, passwords=service),
        "HEARTH_KAFKA": settings.bootstrap,
        "HEARTH_SERVICE_TOKEN": token,
    }


def by_operator(settings: Settings) -> dict[str, str]:
    """What the command line is told, to work on all four services of this installation."""
    return {
        **settings.passed,
        "DATA": str(settings.data),
        "HEARTH_BASE_URL": settings.url,
        "HEARTH_SCHOOL": settings.school,
        "HEARTH_DATABASE_URL": settings.database_url(),
        "HEARTH_KAFKA": settings.bootstrap,
    }
