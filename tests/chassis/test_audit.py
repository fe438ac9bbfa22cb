"""An auditor is told the first position where the log is not what was signed."""

from datetime import timedelta

import pytest

from services.chassis import entry
from services.chassis.proof import audit
from services.chassis.proof.audit import Tampered, checkpoint, due, export, step, verify, verify_export
from services.chassis.proof.merkle import root
from services.chassis.proof.signed_note import BadNote, Head, Signer, read
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.memory import MemoryStore
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.chassis.transactions import writing
from tests.chassis.ledger import NOON, Ledger, Noted, Titled, later, notes, teller

SIGNER = Signer("hearth.example/ledger", b"s" * 32)
VERIFIER = SIGNER.verifier()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.db)])
def store(request, tmp_path):
    if request.param == "sqlite":
        made = SqliteStore(sqlite_engine(tmp_path / "log.db"))
    else:
        made = PostgresStore(postgres_engine(request.getfixturevalue("postgres_url")))
    create_all(made.engine)
    yield made
    made.engine.dispose()


@pytest.fixture
def log(store):
    """Sixty events, signed at 20 and at 50."""
    ledger = Ledger(store, teller())
    ledger.append("a", *notes(19), Titled(title="sealed", note="illness"))
    checkpoint(store, SIGNER, lambda: NOON)
    ledger.append("b", *notes(30))
    checkpoint(store, SIGNER, lambda: NOON)
    ledger.append("c", *notes(10))
    return store


def tamper(store, *statements: str) -> None:
    with writing(store.engine) as db:
        for statement in statements:
            db.exec_driver_sql(statement)


def found(store, **given) -> tuple:
    report = verify(store, VERIFIER, **given)
    assert not report.ok
    first = report.findings[0]
    return first.kind, first.position, first.until


def rewrite(store, position: int, old: bytes, new: bytes) -> None:
    """An edit that keeps entry and leaf consistent."""
    [row] = store.read(position - 1, 1)
    changed = row.entry.replace(old, new)
    assert changed != row.entry
    mark = "?" if store.engine.dialect.name == "sqlite" else "%s"
    sql = f"update log set entry = {mark}, leaf = {mark} where position = {mark}"
    with writing(store.engine) as db:
        db.exec_driver_sql(sql, (changed, entry.leaf(changed), position))


def test_an_untouched_log_is_proved_with_its_root(log):
    report = verify(log, VERIFIER)
    assert (report.ok, report.size, report.signed, report.findings) == (True, 60, 50, ())
    assert report.root == root([row.leaf for row in log.read(0, 100)])


def test_an_empty_log_is_proved(store):
    assert verify(store, VERIFIER).ok
    checkpoint(store, SIGNER, lambda: NOON)
    assert verify(store, VERIFIER).ok


def test_one_altered_byte_is_named(log):
    [row] = log.read(32, 1)
    mark = "?" if log.engine.dialect.name == "sqlite" else "%s"
    changed = row.entry.replace(b"note 12", b"note 13")
    with writing(log.engine) as db:
        db.exec_driver_sql(f"update log set entry = {mark} where position = 33", (changed,))
    assert found(log) == ("altered", 33, 33)


@pytest.mark.parametrize(
    "change",
    ["stream = 'z'", "version = 99", "id = 'other'", "type = 'x'", "recorded = '2020'", "sealed = null"],
)
def test_a_promoted_column_or_ciphertext_that_differs_from_its_entry_is_named(log, change):
    tamper(log, f"update log set {change} where position = 20")
    assert found(log) == ("altered", 20, 20)


def test_a_removed_row_is_named(log):
    tamper(log, "delete from log where position = 7")
    assert found(log) == ("removed", 7, 7)
    tamper(log, "delete from log where position in (8, 9)")
    assert found(log) == ("removed", 7, 9)


def test_a_row_removed_and_closed_over_is_named(log):
    tamper(
        log, "delete from log where position = 7", "update log set position = -position where position > 7"
    )
    tamper(log, "update log set position = -position - 1 where position < 0")
    assert found(log) == ("altered", 7, 7)


def test_an_inserted_row_is_named(log):
    columns = "stream, 99, 'new', type, recorded, entry, sealed, leaf from log where position = 1"
    tamper(log, f"insert into log select 0, {columns}")
    assert found(log) == ("inserted", 0, 0)


def test_a_cut_tail_is_named_by_its_first_missing_position(log):
    tamper(log, "delete from log where position > 45")
    assert found(log) == ("cut off", 46, 50)


def test_a_tail_cut_with_its_checkpoints_is_named_by_a_note_kept_elsewhere(log):
    note = checkpoint(log, SIGNER, lambda: NOON)
    tamper(log, "delete from log where position > 50", "delete from checkpoint where size > 50")
    assert verify(log, VERIFIER).ok
    assert found(log, notes=[note]) == ("cut off", 51, 60)


def test_a_consistent_edit_is_named_by_the_checkpoints_around_it(log):
    rewrite(log, 30, b"note 9", b"note 8")
    assert found(log) == ("altered", 21, 50)


def test_a_forged_checkpoint_is_named(log):
    forged = Signer(SIGNER.name, b"f" * 32).sign(Head(SIGNER.name, 50, b"r" * 32).text())
    tamper(log, f"update checkpoint set note = '{forged}' where size = 50")
    assert found(log) == ("checkpoint", 50, 50)


def test_a_tampered_log_is_not_signed_again(log):
    rewrite(log, 55, b"note 4", b"note 5")
    tamper(log, "update log set leaf = (select leaf from log where position = 1) where position = 57")
    with pytest.raises(Tampered, match="57"):
        checkpoint(log, SIGNER, lambda: NOON)


def test_peaks_that_do_not_give_the_signed_root_are_not_built_upon(log):
    tamper(
        log, "update checkpoint set peaks = (select peaks from checkpoint where size = 20) where size = 50"
    )
    with pytest.raises(Tampered, match="50"):
        checkpoint(log, SIGNER, lambda: NOON)


def test_a_checkpoint_of_an_unmoved_log_is_the_same_note():
    store = MemoryStore()
    ledger = Ledger(store, teller())
    ledger.append("a", *notes(3))
    first = checkpoint(store, SIGNER, lambda: NOON)
    assert checkpoint(store, SIGNER, lambda: later(60)) == first
    assert read(first, VERIFIER).size == 3
    store.engine.dispose()


def test_a_checkpoint_is_due_by_events_or_by_age():
    store = MemoryStore()
    ledger = Ledger(store, teller())
    assert step(store, SIGNER, lambda: NOON) is None
    ledger.append("a", *notes(1))
    assert step(store, SIGNER, lambda: NOON) is not None
    assert not due(store, NOON + timedelta(days=1))
    ledger.append("b", *notes(9))
    assert not due(store, later(60), every=10, seconds=61)
    assert due(store, later(60), every=9, seconds=61)
    assert due(store, later(61), every=10, seconds=61)
    store.engine.dispose()


def test_an_export_is_verified_without_the_database(log, tmp_path):
    assert export(log, tmp_path / "out") == 50
    report = verify_export(tmp_path / "out", VERIFIER)
    assert (report.ok, report.size, report.signed) == (True, 50, 50)
    assert (tmp_path / "out" / "entries.jsonl").read_bytes().splitlines()[49] == log.read(49, 1)[0].entry


def test_an_altered_or_shortened_export_is_named(log, tmp_path):
    export(log, tmp_path)
    entries = tmp_path / "entries.jsonl"
    lines = entries.read_bytes().splitlines(keepends=True)
    for changed, said in (
        ([*lines[:9], lines[9].replace(b"note 9", b"note 8"), *lines[10:]], ("altered", 10)),
        (lines[:40], ("cut off", 41)),
        ([*lines[:9], b"{}\n", *lines[10:]], ("altered", 10)),
    ):
        entries.write_bytes(b"".join(changed))
        first = verify_export(tmp_path, VERIFIER).findings[0]
        assert (first.kind, first.position) == said


def test_nothing_is_exported_before_something_was_signed(store, tmp_path):
    with pytest.raises(BadNote):
        export(store, tmp_path)


def test_a_long_log_is_read_a_page_at_a_time(monkeypatch):
    store = MemoryStore()
    Ledger(store, teller()).append("a", *[Noted(title="x")] * 25)
    monkeypatch.setattr(audit, "PAGE", 10)
    assert [row.position for row in audit.rows(store, 3, 24)] == list(range(4, 25))
    assert verify(store, VERIFIER).size == 25
    store.engine.dispose()
