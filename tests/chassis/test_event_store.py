"""One contract for the three stores: memory, SQLite, PostgreSQL."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from services.chassis import entry
from services.chassis.entry import Prepared
from services.chassis.event_store import Answer, Append, ClockSkew, Conflict, Guard, Oversize, StillRunning
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.memory import MemoryStore
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from tests.chassis.ledger import NOON, READ_MODELS, TITLES, Ledger, Noted, Titled, later, notes, teller


def sql_store(store, engine, skew):
    create_all(engine, READ_MODELS)
    return store(engine, (TITLES,), skew)


MAKERS = {
    "memory": lambda request, skew: MemoryStore((TITLES,), skew),
    "sqlite": lambda request, skew: sql_store(
        SqliteStore, sqlite_engine(request.getfixturevalue("tmp_path") / "log.db"), skew
    ),
    "postgres": lambda request, skew: sql_store(
        PostgresStore, postgres_engine(request.getfixturevalue("postgres_url")), skew
    ),
}
EVERY_STORE = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.db)]


@pytest.fixture(params=EVERY_STORE)
def make(request):
    """Makes a store of one kind; closes its connections afterwards."""
    made = []

    def making(skew: float | None = None):
        made.append(MAKERS[request.param](request, skew))
        return made[-1]

    yield making
    for store in made:
        store.engine.dispose()


@pytest.fixture
def ledger(make) -> Ledger:
    return Ledger(make(), teller())


def test_positions_are_one_two_three_over_all_streams(ledger):
    assert ledger.append("a", *notes(2)) == 2
    assert ledger.append("b", *notes(1)) == 3
    assert ledger.append("a", *notes(1)) == 4
    rows = ledger.store.read(0, 10)
    assert [(r.position, r.stream, r.version) for r in rows] == [
        (1, "a", 1),
        (2, "a", 2),
        (3, "b", 1),
        (4, "a", 3),
    ]
    assert ledger.store.head() == 4


def test_an_empty_log_has_head_zero(ledger):
    assert (ledger.store.head(), ledger.store.read(0, 10), ledger.store.read_stream("a")) == (0, [], [])


def test_the_bytes_are_those_that_the_entry_module_completes(ledger):
    [prepared] = ledger.prepared("a", 0, Titled(title="工会", note="secret"))
    ledger.store.append(Append("a", 0, [prepared], NOON))
    [row] = ledger.store.read(0, 10)
    assert row.entry == entry.complete(1, "2026-03-01T12:00:00.000000Z", prepared.rest)
    assert row.leaf == entry.leaf(row.entry)
    assert row.sealed == b'member-1}"terces":"eton"{'
    assert entry.read(row.entry).sealeddigest == entry.digest(row.sealed)
    assert (type(row.entry), type(row.sealed), type(row.leaf)) == (bytes, bytes, bytes)


def test_a_stream_that_moved_is_a_conflict_and_nothing_is_written(ledger):
    ledger.append("a", *notes(2))
    for expected in (0, 1, 3):
        with pytest.raises(Conflict):
            ledger.append("a", Noted(title="late"), expected=expected)
    assert ledger.store.head() == 2


def test_a_guarded_stream_that_moved_is_a_conflict(ledger):
    ledger.append("cap", Noted(title="seen"))
    with pytest.raises(Conflict):
        ledger.append("a", Noted(title="x"), guards=(Guard("cap", 0),))
    with pytest.raises(Conflict):
        ledger.append("a", Noted(title="x"), guards=(Guard("cap", 1), Guard("never", 1)))
    assert ledger.append("a", Noted(title="x"), guards=(Guard("cap", 1), Guard("never", 0))) == 2


def test_an_inline_read_model_shows_what_was_just_written(ledger):
    ledger.append("a", Titled(title="one"), Noted(title="unheard"), Titled(title="two"))
    assert ledger.titles() == ["one", "two"]


def test_an_inline_read_model_rolls_back_with_a_refused_append(ledger):
    ledger.append("a", Titled(title="one"))
    with pytest.raises(Conflict):
        ledger.append("a", Titled(title="two"), expected=0)
    with pytest.raises(Conflict):
        ledger.append("b", Titled(title="three"), guards=(Guard("a", 7),))
    assert (ledger.titles(), ledger.store.head()) == (["one"], 1)


def test_a_broken_read_model_is_a_conflict_only_when_the_stream_has_moved(ledger):
    ledger.append("a", Titled(title="one"))
    with pytest.raises(Conflict):
        ledger.append("a", Titled(title="one"), expected=0)
    with pytest.raises(IntegrityError):
        ledger.append("a", Titled(title="one"), expected=1)
    assert (ledger.titles(), ledger.store.head()) == (["one"], 1)


def test_the_answer_is_kept_with_the_append_and_found_by_the_next_claim(ledger):
    given = Answer("clerk", "k1", "f1", 201, '{"id":"a","version":1}')
    with ledger.store.claim("clerk", "k1") as found:
        assert found is None
        ledger.append("a", Titled(title="one"), answer=given)
    with ledger.store.claim("clerk", "k1") as found:
        assert found == given
    with ledger.store.claim("somebody else", "k1") as found:
        assert found is None


def test_an_answer_without_events_is_kept_too(ledger):
    ledger.append("a", *notes(1))
    assert ledger.append("a", answer=Answer("clerk", "k1", "f1", 200, "{}")) == 1
    with ledger.store.claim("clerk", "k1") as found:
        assert found.status == 200


def test_a_refused_append_keeps_no_answer_and_an_answer_is_given_once(ledger):
    given = Answer("clerk", "k1", "f1", 201, "{}")
    with pytest.raises(Conflict):
        ledger.append("a", Noted(title="x"), expected=5, answer=given)
    ledger.append("a", Noted(title="x"), answer=given)
    with pytest.raises(Conflict):
        ledger.append("a", Noted(title="again"), answer=given)
    assert ledger.store.head() == 1


def test_a_key_that_is_held_is_still_running_until_it_is_let_go(ledger):
    with ledger.store.claim("clerk", "k1"):
        with pytest.raises(StillRunning), ledger.store.claim("clerk", "k1"):
            pytest.fail("two requests hold one key")
        with ledger.store.claim("clerk", "k2") as other:
            assert other is None
    with pytest.raises(ZeroDivisionError), ledger.store.claim("clerk", "k1"):
        raise ZeroDivisionError
    with ledger.store.claim("clerk", "k1") as found:
        assert found is None


def test_recorded_time_never_goes_back(ledger):
    ledger.append("a", Noted(title="x"), at=later(60))
    ledger.append("b", Noted(title="y"), at=NOON)
    ledger.append("b", Noted(title="z"), at=later(61.5))
    rows = ledger.store.read(0, 10)
    assert [row.recorded[11:] for row in rows] == ["12:01:00.000000Z", "12:01:00.000000Z", "12:01:01.500000Z"]
    assert [entry.read(row.entry).recordedtime for row in rows] == [row.recorded for row in rows]


def test_an_entry_of_65535_bytes_is_kept_and_a_longer_one_refused(ledger):
    room = entry.LIMIT - len(entry.complete(0, entry.NEVER, b""))
    largest = Prepared("id-1", "ledger.noted.v1", 1, b"x" * room, None, Noted(title=""))
    too_large = Prepared("id-2", "ledger.noted.v1", 2, b"x" * (room + 1), None, Noted(title=""))
    with pytest.raises(Oversize):
        ledger.store.append(Append("a", 0, [largest, too_large], NOON))
    assert ledger.store.head() == 0
    assert ledger.store.append(Append("a", 0, [largest], NOON)) == 1
    assert len(ledger.store.read(0, 1)[0].entry) == 65_535


def test_a_clock_too_far_off_is_refused_where_skew_is_given(make):
    ledger, now = Ledger(make(skew=5), teller()), datetime.now(UTC)
    for off in (-3600, 3600):
        with pytest.raises(ClockSkew):
            ledger.append("a", Noted(title="x"), at=now + timedelta(seconds=off))
    assert ledger.append("a", Noted(title="x"), at=now) == 1


def test_reads_are_keyset_pages_by_position_and_type(ledger):
    for n in range(6):
        ledger.append(f"s{n}", Noted(title=f"n{n}"), Titled(title=f"t{n}"))
    assert [r.position for r in ledger.store.read(3, 4)] == [4, 5, 6, 7]
    assert [r.position for r in ledger.store.read(3, 2, ["ledger.titled.v1"])] == [4, 6]
    assert len(ledger.store.read(0, 100, ["ledger.titled.v1", "ledger.noted.v1"])) == 12
    assert ledger.store.read(0, 100, ["unknown"]) == []
    assert [r.version for r in ledger.store.read_stream("s1", after=1)] == [2]


def test_writers_of_one_stream_at_once_lose_nothing_and_double_nothing(ledger):
    won, lost, ready = [], [], threading.Barrier(6)

    def write(name: int) -> None:
        ready.wait()
        for n in range(10):
            try:
                prepared = ledger.prepared("a", n, Titled(title=f"{name}-{n}"))
                won.append(ledger.store.append(Append("a", n, prepared, NOON)))
            except Conflict:
                lost.append(n)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == list(range(1, len(won) + 1))
    assert len(won) + len(lost) == 60
    assert len(ledger.titles()) == ledger.store.head() == len(won)


@pytest.mark.db
def test_three_drivers_given_the_same_clock_and_ids_write_the_same_bytes(request):
    def told(store) -> list:
        ledger = Ledger(store, teller())
        ledger.append("a", Titled(title="慰问", note="病"), *notes(3))
        ledger.append("b", *notes(12), at=later(-5))
        ledger.append("a", Titled(title="“quoted” \\ \n"), at=later(0.000001))
        rows = store.read(0, 100)
        store.engine.dispose()
        return rows

    memory, sqlite, postgres = [told(make(request, None)) for make in MAKERS.values()]
    assert len(memory) == 17
    assert memory == sqlite == postgres


def test_a_sqlite_commit_is_on_disk_unless_the_file_can_be_made_again(tmp_path):
    for durable, level in ((True, 2), (False, 1)):
        engine = sqlite_engine(tmp_path / "log.db", durable)
        with engine.connect() as db:
            assert db.exec_driver_sql("pragma synchronous").scalar() == level
            assert db.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        engine.dispose()
