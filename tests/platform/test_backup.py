"""Backup and restore as the runbook has it: into an empty folder, whole, with the same scores and proofs."""

import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.platform.running import started
from tests.conftest import missing
from tests.faults.evidence import SERVICES, Places
from tests.faults.stage import Stage, staged
from tests.faults.world import TODAY
from tests.support import kafka
from tests.support.postgres import binaries

pytestmark = [pytest.mark.db, pytest.mark.kafka]

LAST_IS_HEARD_BY_ALL = ("evaluation", "welfare", "congress", "membership")
OURS = ("web", "relay", "worker")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder to which PostgreSQL's own user can come."""
    if absent := kafka.absent():
        missing(absent)
    if binaries() is None:
        missing("PostgreSQL is not installed (apt-get install postgresql, or make test)")
    made = Path(tempfile.mkdtemp(prefix="hearth-backup-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def backed_up(stage: Stage, backup: Path) -> None:
    """The four databases, whoever hears others first; the notes; the keys apart from them."""
    backup.mkdir()
    for name in LAST_IS_HEARD_BY_ALL:
        stage.postgres("pg_dump", "--format=custom", f"--file={backup / name}.dump", f"hearth_{name}")
    notes = stage.hearth("audit", "checkpoint")
    assert notes.returncode == 0, notes.stderr
    (backup / "checkpoints").write_text(notes.stdout, "utf-8")
    with tarfile.open(backup.parent / "keys.tar.gz", "w:gz") as keys:
        for each in ("data/keys", "secrets"):
            keys.add(stage.platform.settings.folder / each, each)


def restored(stage: Stage, backup: Path) -> None:
    """Empty databases are replaced by the kept ones while nobody is let in; refused topics are refilled."""
    running = stage.platform.processes()
    stage.platform.end(*(name for name in running if any(f".{kind}." in name for kind in OURS)))
    for name in reversed(LAST_IS_HEARD_BY_ALL):
        stage.postgres("dropdb", "--force", f"hearth_{name}")
        stage.postgres("createdb", f"--owner=hearth_{name}", f"hearth_{name}")
        into = ("--no-owner", f"--role=hearth_{name}", f"--dbname=hearth_{name}")
        stage.postgres("pg_restore", *into, str(backup / f"{name}.dump"))
    stage.platform.up()


def scores(stage: Stage) -> object:
    """All branches' scores, exact."""
    told = stage.hearth("scores", "--period", str(TODAY.year), "--as-of", str(TODAY), "--json")
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_a_platform_restored_into_an_empty_folder_is_whole_and_has_the_same_scores(folder):
    backup, history = folder / "backup", folder / "history.jsonl"
    # given a union at work, backed up
    with started(folder / "old") as platform:
        before = staged(platform, folder)
        with before.working() as traffic:
            traffic.after(60)
        before.caught_up()
        known = scores(before)
        backed_up(before, backup)
    # when it is restored elsewhere
    with tarfile.open(folder / "keys.tar.gz") as keys:
        keys.extractall(folder / "new", filter="data")
    with started(folder / "new") as platform:
        databases = {name: platform.dsn(name) for name in SERVICES}
        places = Places(databases, platform.bootstrap, platform.settings.school, history)
        after = Stage(platform, folder, before.world, places, clients=before.clients)
        restored(after, backup)
        # then nothing was altered, topics are refilled by a command each, and work goes on
        verified = after.hearth("audit", "verify", "--note", str(backup / "checkpoints"))
        assert verified.returncode == 0, verified.stdout
        with ThreadPoolExecutor() as side_by_side:
            refilled = list(side_by_side.map(lambda name: after.hearth("refill", name, "--yes"), SERVICES))
        assert [each.returncode for each in refilled] == [0] * len(SERVICES), refilled
        after.caught_up()
        assert scores(after) == known
        with after.working() as traffic:
            traffic.after(20)
        after.caught_up()
        assert after.judged("restored into an empty folder", restored=1).findings == []
