"""The PostgreSQL cluster of an installation: made once, one database and one role per service."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine

from infra.platform.plan import Programs
from infra.platform.secrets import SUPERUSER, password
from infra.platform.settings import Settings
from infra.services import SERVICES
from services.chassis.stores import migrate

ROLE = "create role {role} login password {password}"
DATABASE = "create database {role} owner {role} encoding 'UTF8' template template0"


class NoCluster(Exception):
    """The cluster could not be made; the text is what initdb said."""


def programs_folder() -> Path | None:
    """Where the newest PostgreSQL server's programs are, None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def make(settings: Settings, programs: Programs) -> None:
    """Make the cluster's files where there are none. Raises NoCluster."""
    folder = settings.folder / "postgresql"
    if (folder / "PG_VERSION").exists():
        return
    folder.mkdir(exist_ok=True, mode=0o700)
    asked = settings.folder / "initdb.password"
    asked.write_text(password(settings, SUPERUSER) + "\n", "ascii")
    asked.chmod(0o600)
    try:
        if programs.as_root:
            shutil.chown(folder, SUPERUSER, SUPERUSER)
            shutil.chown(asked, SUPERUSER, SUPERUSER)
        _initdb(programs, folder, asked)
    finally:
        asked.unlink()


def _initdb(programs: Programs, folder: Path, asked: Path) -> None:
    before = ["runuser", "-u", SUPERUSER, "--"] if programs.as_root else []
    how = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={asked}", "-E", "UTF8", "--locale=C"]
    done = subprocess.run(
        [*before, str(programs.postgresql / "initdb"), "-D", str(folder), *how],
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(folder)
        raise NoCluster(f"initdb did not make {folder}:\n{done.stdout}{done.stderr}")


def dsn(settings: Settings, database: str = SUPERUSER) -> str:
    """For psycopg, as superuser."""
    where = f"{SUPERUSER}@127.0.0.1:{settings.database_port}/{database}"
    return f"postgresql://{where}?passfile={settings.secrets / SUPERUSER}.pgpass&connect_timeout=2"


def answers(settings: Settings) -> bool:
    try:
        psycopg.connect(dsn(settings)).close()
    except psycopg.OperationalError:
        return False
    return True


def make_databases(settings: Settings) -> None:
    """A role and a database for each service that has none; nobody else may connect to it."""
    with psycopg.connect(dsn(settings), autocommit=True) as db:
        known = {name for (name,) in db.execute("select datname from pg_database")}
        roles = {name for (name,) in db.execute("select rolname from pg_roles")}
        for service in SERVICES:
            name = f"hearth_{service}"
            if name not in roles:
                _run(db, ROLE, name, password=sql.Literal(password(settings, name)))
            if name not in known:
                _run(db, DATABASE, name)
            _run(db, "revoke all on database {role} from public", name)


def _run(
    db: psycopg.Connection[tuple[object, ...]], statement: str, role: str, **more: sql.Composable
) -> None:
    db.execute(sql.SQL(statement).format(role=sql.Identifier(role), **more))


def upgrade(settings: Settings) -> None:
    """Bring every service's tables up to date, before its processes start."""
    for service in SERVICES:
        engine = create_engine(settings.database_url(service))
        try:
            migrate.upgrade(engine, f"services.{service}")
        finally:
            engine.dispose()
