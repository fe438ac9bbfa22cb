"""Bring a database to the newest tables: the chassis's migrations, then those of its service.

Each owner's migrations are a branch of their own (`branch_labels`), so they are numbered apart. A
file name says when it may run: `pre` before the new code starts, `post` after the old has ended.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

OWN = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, *owners: str | Path) -> None:
    """Run what is missing, all in one transaction; several processes may start at once.

    An owner is a package ("services.membership": its folder `migrations`, where it has one) or
    the folder itself.
    """
    script = _scripts(owners)
    with engine.execution_options(begin="begin immediate").begin() as db:
        if db.dialect.name == "postgresql":
            db.exec_driver_sql("select pg_advisory_xact_lock(1212, 2)")
        _run(db, script)


def _scripts(owners: tuple[str | Path, ...]) -> ScriptDirectory:
    folders = dict.fromkeys([OWN, *(found for owner in owners if (found := _folder(owner)).is_dir())])
    config = Config()
    config.set_main_option("script_location", str(OWN))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, folders)))
    return ScriptDirectory.from_config(config)


def _folder(owner: str | Path) -> Path:
    if isinstance(owner, Path):
        return owner
    spec = find_spec(owner)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(owner)
    return Path(spec.submodule_search_locations[0]) / "migrations"


def _run(db: Connection, script: ScriptDirectory) -> None:
    def missing(revision: Any, context: object) -> Any:
        return script._upgrade_revs("heads", revision)

    with EnvironmentContext(Config(), script, fn=missing, destination_rev="heads") as environment:
        environment.configure(connection=db, transactional_ddl=True)
        environment.run_migrations()
