"""supervisord as a running thing: started, asked and told over its Unix socket."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from infra.platform.plan import PATIENCE
from infra.platform.supervisor_conf import SOCKET

LOOK = 0.05  # seconds between two looks at something that is on its way
UP = ("STARTING", "RUNNING", "BACKOFF")
KEPT = ("PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR")  # of the operator's shell; the rest stays there


class Standing(NamedTuple):
    """How a process is: supervisord's word for it, its process id (0: none), since when."""

    state: str
    pid: int
    since: int


class NotStarted(Exception):
    """supervisord, or a process under it, did not come up or go down in time; the text says which."""


@contextmanager
def _proxy(folder: Path) -> Iterator[Any]:
    transport = SupervisorTransport(serverurl=f"unix://{folder / SOCKET}")
    try:
        yield ServerProxy("http://supervisor", transport=transport).supervisor
    finally:
        transport.close()


def runs(folder: Path) -> bool:
    """Whether a supervisord answers in the folder."""
    with _proxy(folder) as supervisor, suppress(OSError):
        return bool(supervisor.getPID())
    return False


def start(folder: Path) -> None:
    """Start supervisord in the background, where none runs. Raises NotStarted."""
    if runs(folder):
        return
    conf = folder / "supervisord.conf"
    done = subprocess.run(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(conf)],
        cwd=folder,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotStarted(f"supervisord did not start:\n{done.stdout}{done.stderr}")
    wait(lambda: runs(folder), 60, "supervisord did not answer; see log/supervisord.log")


def standing(folder: Path) -> Mapping[str, Standing]:
    """How every process is; empty where no supervisord runs."""
    if not runs(folder):
        return {}
    with _proxy(folder) as supervisor:
        return {
            each["name"]: Standing(each["statename"], each["pid"], each["start"])
            for each in supervisor.getAllProcessInfo()
        }


def reread(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Take the new configuration in; the names of processes added, changed (and stopped), removed (also)."""
    with _proxy(folder) as supervisor:
        ((added, changed, removed),) = supervisor.reloadConfig()
        for name in [*changed, *removed]:
            _stop(folder, [name])
            supervisor.removeProcessGroup(name)
        for name in [*added, *changed]:
            supervisor.addProcessGroup(name)
    return added, changed, removed


def begin(folder: Path, names: Iterable[str]) -> None:
    """Start processes without waiting for them; those that run already are left alone."""
    with _proxy(folder) as supervisor:
        for name in names:
            with _fine(Faults.ALREADY_STARTED):
                supervisor.startProcess(name, False)


def end(folder: Path, names: Iterable[str]) -> None:
    """Stop processes side by side and wait until they are gone. Raises NotStarted."""
    running = standing(folder)
    _stop(folder, [name for name in names if name in running])


def ask_to_end(folder: Path, names: Iterable[str]) -> None:
    """Tell processes to end, and start none of them again."""
    with _proxy(folder) as supervisor:
        for name in names:
            with _fine(Faults.NOT_RUNNING):
                supervisor.stopProcess(name, False)


def _stop(folder: Path, names: list[str]) -> None:
    ask_to_end(folder, names)
    for name in names:
        wait(
            lambda name=name: not standing(folder)[name].pid,
            max(PATIENCE.values()) + 5,
            f"{name} does not end",
        )


def tell(folder: Path, name: str, signal: str) -> None:
    """Send a process a signal."""
    with _proxy(folder) as supervisor:
        supervisor.signalProcess(name, signal)


def shut_down(folder: Path) -> None:
    """End supervisord itself with whatever still runs. Raises NotStarted."""
    with _proxy(folder) as supervisor:
        supervisor.shutdown()
    pidfile = folder / "supervisord.pid"
    wait(lambda: not runs(folder) and not pidfile.exists(), 60, "supervisord does not end")


@contextmanager
def _fine(code: int) -> Iterator[None]:
    """One answer of supervisord's that is as good as a yes."""
    try:
        yield
    except Fault as problem:
        if problem.faultCode != code:
            raise


def wait(come: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Look until it has come; raises NotStarted after so many seconds."""
    deadline = time.monotonic() + seconds
    while not come():
        if time.monotonic() > deadline:
            raise NotStarted(f"{otherwise} (waited {seconds:.0f} s)")
        time.sleep(LOOK)
