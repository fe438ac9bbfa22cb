"""The embedded process as a test starts, asks, kills and stops it."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from infra.embedded import now
from infra.services import SERVICES
from services.chassis.running.config import Config
from services.chassis.running.keys import signing_key
from services.chassis.web.tokens import Issuer, Principal
from tests.support.source import ROOT

PATIENCE = 180  # seconds until a condition that does not come is a failure, on a slow and busy machine too
Found = TypeVar("Found")


def until(ask: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
    """Ask again until there is an answer; the time between is what the asking itself takes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := ask():
            return found
    raise AssertionError(f"waited {seconds} s in vain: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hearth(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command line on a DATA folder, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "infra.cli", *words],
        cwd=ROOT,
        env=settings(folder, **environ),
        capture_output=True,
        text=True,
        check=False,
    )


def answer(folder: Path, *words: str, **environ: str) -> Any:
    """What a command of the command line says with --json."""
    done = hearth(folder, *words, "--json", **environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def settings(folder: Path, **environ: str) -> dict[str, str]:
    ours = {"DATA": str(folder), "DEMO": "no", "HEARTH_LOG_LEVEL": "WARNING"}
    return {**os.environ, **ours, **environ}


@dataclass
class Process:
    """`hearth run` on a folder and a port, started as often as asked."""

    folder: Path
    port: int = field(default_factory=free_port)
    child: subprocess.Popen[bytes] | None = None
    up: threading.Event = field(default_factory=threading.Event)  # whether requests are worth sending

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it is not ready yet."""
        with (self.folder / "said").open("ab") as said:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "infra.cli", "run"],
                cwd=ROOT,
                env=settings(self.folder, PORT=str(self.port)),
                stdout=said,
                stderr=said,
            )

    def ready(self) -> None:
        """Wait until every service says that it is."""
        with httpx.Client(base_url=self.url) as client:
            for name in SERVICES:
                until(lambda name=name: self._is(client, f"/{name}/readyz"), f"{name} is not ready")
        self.up.set()

    def heard(self) -> None:
        """Wait until evaluation has heard everything that was told before now."""
        with httpx.Client(base_url=self.url) as client:
            until(lambda: self._behind(client) == 0, "evaluation lags behind")

    def _is(self, client: httpx.Client, path: str) -> bool:
        assert self.child
        assert self.child.poll() is None, (self.folder / "said").read_text("utf-8")[-2000:]
        with suppress(httpx.TransportError):
            return client.get(path).status_code == 200
        return False

    def _behind(self, client: httpx.Client) -> int:
        lines = client.get("/evaluation/metrics").text.splitlines()
        return sum(int(float(each.split()[-1])) for each in lines if each.startswith("hearth_worker_behind"))

    def kill(self) -> None:
        """kill -9."""
        assert self.child
        self.up.clear()
        self.child.kill()
        self.child.wait()

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        assert self.child
        self.child.terminate()
        return self.child.wait(PATIENCE)

    def token(self, principal: Principal) -> str:
        """A bearer token, signed with the installation's key."""
        config = Config(data=str(self.folder))
        return Issuer(signing_key(config), config.school, now).issue(principal)


@contextmanager
def running(folder: Path) -> Iterator[Process]:
    """A ready process on a folder; stopped at the end."""
    process = Process(folder)
    process.start()
    try:
        process.ready()
        yield process
    finally:
        process.stop()
