"""A throw-away PostgreSQL cluster with its default durability, reached by a Unix socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNER = "postgres"


@dataclass(frozen=True)
class Cluster:
    """A running cluster; its folder is also where the socket is."""

    folder: Path

    def url(self, database: str = OWNER) -> str:
        """For SQLAlchemy; without `+psycopg` also for psycopg and libpq."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def dsn(self, database: str = OWNER) -> str:
        """For psycopg and libpq."""
        return self.url(database).replace("+psycopg", "")

    def create(self, database: str) -> str:
        """Make an empty database; its SQLAlchemy URL."""
        self._run(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, also under open connections."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.dsn(), autocommit=True) as db:
            db.execute(statement.encode())


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server programs, None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """A fresh cluster in a temporary folder; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hearth-pg-"))
    try:
        _give_to_owner(folder)
        data = folder / "data"
        _as_owner(
            folder, programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C"
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200"
        _as_owner(
            folder, programs / "pg_ctl", "start", "-w", "-D", data, "-o", options, "-l", folder / "server.log"
        )
        try:
            yield Cluster(folder)
        finally:
            _as_owner(folder, programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)


def behind_tls(running: Cluster, programs: Path, port: int) -> None:
    """Let the cluster be reached on 127.0.0.1 too, by TLS only, with the certificate in its folder."""
    certificate, hba = running.folder / "server.pem", running.folder / "data" / "pg_hba.conf"
    certificate.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(certificate, OWNER, OWNER)
    hba.write_text("hostnossl all all all reject\n" + hba.read_text("utf-8"), "utf-8")
    tls = f"-c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={certificate}"
    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={running.folder} {tls}"
    )
    log = running.folder / "server.log"
    data = running.folder / "data"
    _as_owner(running.folder, programs / "pg_ctl", "restart", "-w", "-D", data, "-o", options, "-l", log)


def _give_to_owner(folder: Path) -> None:
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, OWNER, OWNER)


def _as_owner(folder: Path, *command: object) -> None:
    before = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*before, *map(str, command)],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=None,
        env={**os.environ, "LC_ALL": "C"},
    )
