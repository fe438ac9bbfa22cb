"""What must be there before anything starts. Each lack is a sentence that says what to do."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from infra.platform.plan import LIBS, Process, Programs
from infra.platform.postgresql import programs_folder
from infra.platform.settings import Settings

JAVA = 17  # the oldest that Kafka 4 runs on
POSTGRESQL = 15
ROOM = 1_000_000_000  # bytes of disk below which a log should not be begun
LONGEST = 90  # characters; a socket's address has 107, supervisord adds its own
SETUP = "infra/setup.sh platform"


def programs() -> Programs:
    """Where the servers' programs are, or would be."""
    return Programs(
        postgresql=programs_folder() or Path("/usr/lib/postgresql/bin"),
        java=shutil.which("java") or "",
        nginx=shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "",
        as_root=os.geteuid() == 0,
    )


def lacks(
    settings: Settings, found: Programs, processes: Iterable[Process], up: Collection[str]
) -> list[str]:
    """Everything that is missing at once; `up` names the processes that run already."""
    return [
        *folder(settings.folder),
        *installed(found),
        *ports(processes, up, settings),
    ] or list(reachable(settings.folder, found))


def installed(found: Programs) -> list[str]:
    """Which of the servers' programs are missing or too old."""
    return [*postgresql(found), *java(found), *kafka(LIBS), *nginx(found)]


def folder(path: Path) -> Iterator[str]:
    """Whether the platform can live there."""
    if re.search(r"[^\w./+@-]", str(path)):
        yield f"{path}: servers cannot live in a folder of that name: choose plain letters, PLATFORM=..."
    if len(str(path)) > LONGEST:
        yield f"{path} is longer than {LONGEST} characters: choose a shorter PLATFORM=..."
    there = next(each for each in (path, *path.parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield f"{path} cannot be written to (see {there}): give it to {_me()}, or choose another PLATFORM=..."
        return
    free = shutil.disk_usage(there).free
    if free < ROOM:
        yield (
            f"{there} has {free / 1e6:,.0f} MB left, {ROOM / 1e6:,.0f} are needed: make room there, "
            "or choose a PLATFORM=... on another disk"
        )


def _me() -> str:
    return os.environ.get("USER") or f"user {os.geteuid()}"


def reachable(path: Path, found: Programs) -> Iterator[str]:
    """As root, PostgreSQL and nginx's workers run as users of their own, who must come to their folders."""
    if not found.as_root:
        return
    there = next(each for each in (path, *path.parents) if each.exists())
    closed = [each for each in (there, *there.parents) if not each.stat().st_mode & 0o001]
    if closed:
        yield (
            f"{closed[-1]} is closed to the user postgres, as whom PostgreSQL runs: "
            f"`chmod o+x {closed[-1]}`, or choose another PLATFORM=..., "
            "or start the platform as a user who is not root"
        )


def postgresql(found: Programs) -> Iterator[str]:
    program = found.postgresql / "postgres"
    if not program.exists():
        yield f"PostgreSQL is not installed: run {SETUP} (Debian: postgresql)"
        return
    version = int(_said(str(program), "--version", number=r"PostgreSQL\) (\d+)"))
    if version < POSTGRESQL:
        yield f"{program} is PostgreSQL {version}, {POSTGRESQL} or newer is needed: run {SETUP}"


def java(found: Programs) -> Iterator[str]:
    if not found.java:
        yield f"Java, which Kafka needs, is missing: run {SETUP} (Debian: openjdk-17-jre-headless)"
        return
    version = int(_said(found.java, "-version", number=r'version "(\d+)'))
    if version < JAVA:
        yield (
            f"{found.java} is Java {version}, Kafka needs {JAVA} or newer: "
            "apt-get install openjdk-17-jre-headless, and let it come first in PATH"
        )


def _said(*command: str, number: str) -> str:
    """The number in what a program says of itself; 0 when it says none."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(number, done.stdout + done.stderr)
    return match[1] if match else "0"


def kafka(libs: Path) -> Iterator[str]:
    if not list(libs.glob("kafka_*.jar")):
        yield f"Kafka's jars are missing in {libs}: run {SETUP}"


def nginx(found: Programs) -> Iterator[str]:
    if not found.nginx:
        yield f"nginx, the front door, is missing: run {SETUP} (Debian: nginx-light)"


def ports(processes: Iterable[Process], up: Collection[str], settings: Settings) -> Iterator[str]:
    """Every port that a process is about to take and somebody else has."""
    for each in processes:
        host = settings.host if each.tier == "door" else "127.0.0.1"
        if each.name not in up and taken(host, each.port):
            other = _other(each, settings)
            yield f"port {each.port}, which {each.name} needs, is in use: stop what uses it, or {other}"


def _other(process: Process, settings: Settings) -> str:
    if process.tier == "door":
        return f"choose another, for example PORT={settings.port + 1000}"
    return f"move all inner ports, for example HEARTH_BASE_PORT={settings.inner + 1000}"


def taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
