"""`hearth audit`: a whole log passes; one altered byte, one removed row, a cut tail are named by position."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from infra.demo.note import known
from services.chassis.running.config import Config
from services.chassis.web.tokens import Grant, Principal
from tests.support.embedded import Process, hearth, running, until
from tests.support.telling import UNTIL

pytestmark = pytest.mark.slow
LOG = "welfare"


@pytest.fixture
def signed(small_campus, copied) -> Path:
    """A folder whose logs have a signed head."""
    folder = copied(small_campus)
    assert hearth(folder, "audit", "checkpoint").returncode == 0
    return folder


def tampered(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / f"{LOG}.sqlite")) as db:
        assert db.execute(statement, values).rowcount
        db.commit()


def one(folder: Path, query: str) -> tuple[int, bytes]:
    with closing(sqlite3.connect(folder / f"{LOG}.sqlite")) as db:
        position, entry = db.execute(query).fetchone()
    return position, entry


def verdict(folder: Path, *words: str) -> tuple[int, str]:
    done = hearth(folder, "audit", "verify", *words)
    return done.returncode, done.stdout


def test_all_four_logs_are_whole(signed):
    code, said = verdict(signed)
    assert code == 0
    assert said.count("whole, ") == 4
    assert "NOT WHOLE" not in said


def test_one_altered_byte_is_named(signed):
    position, entry = one(signed, "select position, entry from log where type like '%visit-logged.v1'")
    at = entry.index(b'"amount":"') + len(b'"amount":"')
    altered = entry[:at] + (b"9" if entry[at : at + 1] != b"9" else b"8") + entry[at + 1 :]
    tampered(signed, "update log set entry = ? where position = ?", altered, position)
    code, said = verdict(signed, LOG)
    assert code == 1
    assert f"{LOG}: NOT WHOLE, first at position {position}\n" in said
    assert f"altered at {position}: " in said


def test_a_removed_row_is_named(signed):
    tampered(signed, "delete from log where position = 77")
    code, said = verdict(signed, LOG)
    assert code == 1
    assert f"{LOG}: NOT WHOLE, first at position 77\n" in said
    assert "removed at 77: " in said


def test_a_cut_tail_is_named(signed):
    head, _ = one(signed, "select max(position), '' from log")
    tampered(signed, "delete from log where position > ?", head - 10)
    code, said = verdict(signed, LOG)
    assert code == 1
    assert f"cut off at {head - 9}-{head}: " in said
    assert hearth(signed, "audit", "checkpoint", LOG).returncode == 1  # such a head is not signed


def test_a_tail_cut_together_with_its_checkpoints_is_named_by_a_note_kept_elsewhere(signed, tmp_path):
    note = tmp_path / "note"
    note.write_text(hearth(signed, "audit", "checkpoint", LOG).stdout, "utf-8")
    head, _ = one(signed, "select max(position), '' from log")
    tampered(signed, "delete from log where position > ?", head - 10)
    tampered(signed, "delete from checkpoint")
    assert verdict(signed, LOG)[0] == 0
    code, said = verdict(signed, LOG, "--note", str(note))
    assert code == 1
    assert f"cut off at {head - 9}-{head}: " in said


def test_an_export_is_verified_without_the_database(signed, tmp_path):
    export = tmp_path / "export"
    key = hearth(signed, "audit", "export", LOG, str(export))
    assert key.returncode == 0
    nowhere = tmp_path / "nowhere"
    done = hearth(nowhere, "audit", "verify-export", str(export))
    assert (done.returncode, done.stdout[:7]) == (0, "whole, ")
    assert not nowhere.exists()
    lines = (export / "entries.jsonl").read_bytes().splitlines(keepends=True)
    cut = [*lines[:41], lines[41].replace(b"welfare", b"xelfare", 1)]
    (export / "entries.jsonl").write_bytes(b"".join(cut))
    done = hearth(nowhere, "audit", "verify-export", str(export))
    assert done.returncode == 1
    assert "altered at 42: " in done.stdout
    assert f"cut off at 43-{len(lines)}: " in done.stdout


def test_a_log_that_is_not_signed_any_more_stops_no_worker(signed, monkeypatch):
    monkeypatch.setenv("HEARTH_CHECKPOINT_SECONDS", "1")
    tampered(signed, "update checkpoint set peaks = zeroblob(length(peaks))")
    with running(signed) as process:
        recorded(process, "100")
        until(lambda: "log altered" in (signed / "said").read_text("utf-8"), "the altered log is noticed")
        recorded(process, "200")
        process.heard()


def recorded(process: Process, amount: str) -> None:
    """A visit that the office records."""
    campus = known(Config(data=str(process.folder)))
    assert campus
    unit = campus.unit("文学院")
    about = {"branch": unit.id, "member": unit.people[1].id, "occasion": "hospital", "relation": "spouse"}
    token = process.token(Principal("person-office", (Grant("office"),)))
    got = httpx.post(
        f"{process.url}/welfare/api/visits/",
        json={**about, "on": UNTIL.isoformat(), "amount": amount},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": amount},
    )
    assert got.status_code == 201, got.text
