"""A platform in a folder as a program sees it: its processes by name, killed, frozen, scaled, asked."""

import os
import random
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from infra.platform import lifecycle, preflight, readiness, secrets, supervision
from infra.platform.plan import Process, processes
from infra.platform.scale import ONE_EACH, parsed
from infra.platform.settings import Settings
from infra.services import SERVICES
from services.chassis.running.config import Config
from services.chassis.web.tokens import Principal

HOURS = 12
BLOCK = 130  # ports of one platform: the front door and all that may ever stand behind it
LOWEST, HIGHEST = 10_000, 32_000  # below those that the system gives to clients


@dataclass
class Platform:
    """One installation that is up."""

    settings: Settings

    @property
    def url(self) -> str:
        """The front door."""
        return self.settings.here

    @property
    def bootstrap(self) -> str:
        """Kafka's address."""
        return self.settings.bootstrap

    @property
    def config(self) -> Config:
        """The configuration of a command that works on all services."""
        return lifecycle.config(self.settings)

    def plan(self) -> tuple[Process, ...]:
        return processes(self.settings, preflight.programs(), secrets.tokens(self.settings))

    def database_url(self, service: str) -> str:
        """For SQLAlchemy, as the service's own role."""
        return self.settings.database_url(service)

    def dsn(self, service: str) -> str:
        """For psycopg and libpq, as the service's own role."""
        return self.database_url(service).replace("+psycopg", "")

    def log(self, name: str) -> Path:
        return self.settings.logs / f"{name}.log"

    def processes(self) -> dict[str, int]:
        """Process ids by name, of what runs now."""
        found = supervision.standing(self.settings.folder)
        return {name: each.pid for name, each in found.items() if each.pid}

    def kill(self, name: str) -> int:
        """SIGKILL a process and its children; the id of what was killed. The supervisor starts it again."""
        return self._signal(name, signal.SIGKILL)

    def stop(self, name: str) -> int:
        """Freeze a process and its children."""
        return self._signal(name, signal.SIGSTOP)

    def cont(self, name: str) -> int:
        """Let a frozen process go on."""
        return self._signal(name, signal.SIGCONT)

    def _signal(self, name: str, number: signal.Signals) -> int:
        pid = self.processes()[name]
        for each in [pid, *descendants(pid)]:
            os.kill(each, number)
        return pid

    def end(self, *names: str) -> None:
        """Stop processes politely, side by side, and leave them stopped until `begin`."""
        supervision.end(self.settings.folder, names)

    def begin(self, name: str) -> None:
        supervision.begin(self.settings.folder, [name])

    def scale(self, wish: str) -> None:
        """`welfare.web=2 evaluation.worker=2`, while everything else runs on."""
        wished = replace(self.settings, scale=parsed(wish, self.settings.scale))
        self.settings = lifecycle.up(wished, silent).settings

    def ready(self, *names: str) -> None:
        """Wait until these processes (all, without names) do their work. Raises NotReady."""
        wanted = [each for each in self.plan() if not names or each.name in names]
        readiness.wait_for(self.settings, wanted, silent)

    def token(self, principal: Principal, hours: float = HOURS) -> str:
        """A bearer token signed with the installation's key."""
        return secrets.token(self.config, principal, hours)

    def up(self) -> None:
        lifecycle.up(self.settings, silent)

    def down(self) -> None:
        lifecycle.down(self.settings.folder, silent)

    def discard(self) -> None:
        """As `down`, without giving time to those whose data is needed no more."""
        running = self.processes()
        if running:
            supervision.ask_to_end(self.settings.folder, running)
        for name, pid in running.items():
            for each in [pid, *descendants(pid)] if name != "postgresql" else []:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
        self.down()


def silent(_: str) -> None:
    """For programs: nobody reads along."""


def descendants(pid: int) -> list[int]:
    """The children of a process and theirs."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except FileNotFoundError:
        return []
    children = [int(each) for each in text.split()]
    return [found for child in children for found in (child, *descendants(child))]


def free_ports() -> int:
    """The first of a block of ports of which none is in use."""
    while True:
        first = random.randrange(LOWEST, HIGHEST - BLOCK, BLOCK)
        if not any(preflight.taken("127.0.0.1", each) for each in range(first, first + BLOCK)):
            return first


@contextmanager
def started(
    folder: Path, scale: str = "", port: int = 0, passed: Mapping[str, str] | None = None
) -> Iterator[Platform]:
    """A platform that is up and ready, on free ports unless `port` is given; thrown away at the end."""
    first = port or free_ports()
    wished = Settings(
        folder.resolve(), first, first + 1, scale=parsed(scale, ONE_EACH), passed=dict(passed or {})
    )
    platform = Platform(lifecycle.up(wished, silent).settings)
    try:
        yield platform
    finally:
        platform.discard()


__all__ = ["SERVICES", "Platform", "free_ports", "started"]
