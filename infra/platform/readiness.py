"""Whether a process does its work yet, not merely runs; a wait has an end and shows the log."""

import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import httpx

from infra.platform import postgresql, supervision
from infra.platform.plan import Process
from infra.platform.settings import Settings
from infra.platform.supervisor_conf import log_of

SECONDS = 180  # for one process on a busy machine; several wait side by side
PATIENCE = 2.0  # with one that is asked
LINES = 15
RESTARTS = 2  # a process that has ended so often at its start will not come up by itself


class NotReady(Exception):
    """A process did not get ready; the text says which, and the last of what it said."""


def ready(settings: Settings, process: Process) -> bool:
    """Whether a process does its work."""
    if process.tier == "postgresql":
        return postgresql.answers(settings)
    if process.health:
        return answers(process.health)
    return listens(process.port)


def alarm(process: Process) -> str:
    """What a running process says is wrong, "" when nothing is."""
    try:
        told = httpx.get(process.health.replace("/healthz", "/readyz"), timeout=PATIENCE).json()
    except (httpx.HTTPError, ValueError):
        return ""
    return "; ".join(told["causes"])


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def listens(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def wait_for(settings: Settings, processes: Iterable[Process], say: Callable[[str], None]) -> None:
    """Wait until all of them do their work. Raises NotReady."""
    for each in processes:
        say(each.name)
        _wait(settings, each)


def _wait(settings: Settings, process: Process) -> None:
    deadline, seen = time.monotonic() + SECONDS, set()
    while not ready(settings, process):
        seen.add(supervision.standing(settings.folder)[process.name].since)  # its last start, 0: none
        if time.monotonic() > deadline:
            raise NotReady(
                f"{process.name} is not ready after {SECONDS} s. {last_words(settings, process.name)}"
            )
        if len(seen - {0}) > RESTARTS:
            raise NotReady(f"{process.name} ends again and again. {last_words(settings, process.name)}")
        time.sleep(supervision.LOOK)


def last_words(settings: Settings, name: str) -> str:
    """The end of a process's log, and where the rest is."""
    path = log_of(settings.folder, name)
    said = path.read_text("utf-8", errors="replace").splitlines() if path.exists() else []
    return "\n".join([f"{path} ends with:", *(f"  {line}" for line in said[-LINES:])])
