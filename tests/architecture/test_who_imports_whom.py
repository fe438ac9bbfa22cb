"""Who may import whom, who may read the environment, who may ask the clock."""

import ast
import sys
from collections import defaultdict

import pytest

from tests.support.source import Sources, dotted, imports, sources

PURE = ("services.chassis.decider", "services.chassis.events")
IMPURE = {"os", "random", "secrets", "socket", "sqlite3", "subprocess", "threading", "time", "urllib", "uuid"}
CLIENTS = ("kafka", "confluent_kafka")
CLOCKS = ("now", "utcnow", "today")


def service_of(path: str) -> str:
    parts = path.split("/")
    return parts[1] if parts[0] == "services" and len(parts) > 2 else ""


def starts(name: str, *prefixes: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in prefixes)


def impure_domains(files: Sources) -> list[str]:
    """`domain/` imports pure standard library, its siblings and two modules of the chassis."""
    return [
        f"{path}:{line} imports {name}"
        for path, text in files.items()
        if "/domain/" in path
        for line, name in imports(text)
        if not starts(name, *PURE, f"services.{service_of(path)}.domain")
        and (name.split(".")[0] not in sys.stdlib_module_names or name.split(".")[0] in IMPURE)
    ]


def strangers(files: Sources) -> list[str]:
    """No service imports another, the chassis imports none, and nobody inside imports `infra`."""
    return [
        f"{path}:{line} imports {name}"
        for path, text in files.items()
        if service_of(path)
        for line, name in imports(text)
        if starts(name, "infra", "tests")
        or (
            starts(name, "services")
            and name.count(".")
            and not starts(name, "services.chassis", f"services.{service_of(path)}")
        )
    ]


def clocks_in_domains(files: Sources) -> list[str]:
    """Time arrives in the command."""
    return [
        f"{path}:{node.lineno} asks the clock"
        for path, text in files.items()
        if "/domain/" in path
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]


CONFIG = "services.chassis.running.config"
ROOMS = ("stores", "proof", "web", "running")


def composes(path: str) -> bool:
    if service_of(path) == "chassis":
        return path == "services/chassis/running/config.py"
    return path.startswith("infra/") or path.endswith("/app.py")


def reads_environment(text: str) -> list[int]:
    readers = ("os.environ", "os.getenv", f"{CONFIG}.from_environ")
    named = [line for line, name in imports(text) if starts(name, *readers)]
    used = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and dotted(node) in ("os.environ", "os.getenv")
    ]
    return named + used


def hidden_settings(files: Sources) -> list[str]:
    """Only composition roots read configuration."""
    return [
        f"{path}:{line} reads the environment"
        for path, text in files.items()
        if not composes(path)
        for line in reads_environment(text)
    ]


def scattered_clients(files: Sources) -> list[str]:
    """Each Kafka client is imported by one adapter module of the chassis."""
    users: dict[str, set[str]] = defaultdict(set)
    for path, text in files.items():
        for _, name in imports(text):
            users[name.split(".")[0]].add(path)
    return [
        f"{client} is imported by {sorted(users[client])}"
        for client in CLIENTS
        if len(users[client]) > 1 or any(service_of(path) != "chassis" for path in users[client])
    ]


def kernels_in_rooms(files: Sources) -> list[str]:
    """The kernel (`services/chassis/*.py`) imports none of the rooms around it; the test kit may."""
    return [
        f"{path}:{line} imports {name}"
        for path, text in files.items()
        if path.count("/") == 2 and path.startswith("services/chassis/") and not path.endswith("testing.py")
        for line, name in imports(text)
        if starts(name, *(f"services.chassis.{room}" for room in ROOMS))
    ]


RULES = (impure_domains, strangers, clocks_in_domains, hidden_settings, scattered_clients, kernels_in_rooms)


@pytest.mark.parametrize("rule", RULES)
def test_the_checkout_keeps_the_rule(rule):
    assert rule(sources("services", "infra")) == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (impure_domains, "services/welfare/domain/visit.py", "import flask"),
        (impure_domains, "services/welfare/domain/visit.py", "from services.chassis.sql import x"),
        (impure_domains, "services/welfare/domain/visit.py", "from services.welfare.api import visits"),
        (impure_domains, "services/welfare/domain/visit.py", "from os import urandom"),
        (impure_domains, "services/welfare/domain/visit.py", "from . import standard"),
        (strangers, "services/welfare/app.py", "from services.membership.domain import member"),
        (strangers, "services/welfare/app.py", "from services import membership"),
        (strangers, "services/chassis/web/app.py", "import services.welfare"),
        (strangers, "services/chassis/web/app.py", "from infra.embedded import run"),
        (clocks_in_domains, "services/welfare/domain/visit.py", "on = date.today()"),
        (hidden_settings, "services/welfare/api/visits.py", "import os\nos.environ['X']"),
        (hidden_settings, "services/welfare/api/visits.py", "from os import getenv"),
        (hidden_settings, "services/chassis/web/app.py", f"from {CONFIG} import from_environ"),
        (kernels_in_rooms, "services/chassis/worker.py", "from services.chassis.stores import memory"),
        (scattered_clients, "services/welfare/worker.py", "from kafka import KafkaConsumer"),
        (scattered_clients, "infra/processes.py", "from confluent_kafka.admin import AdminClient"),
    ],
)
def test_a_planted_violation_is_found(rule, path, text):
    assert rule({path: text})


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import date",
        "from services.chassis.events import event",
        "from services.welfare.domain import cap",
    ],
)
def test_what_a_domain_may_import_is_not_found(text):
    assert impure_domains({"services/welfare/domain/visit.py": text}) == []
