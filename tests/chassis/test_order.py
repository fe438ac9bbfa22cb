"""Nobody who tails the log ever skips an event, and a writer that freezes stops nobody for long."""

import logging
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from services.chassis.event_store import Append, Conflict
from services.chassis.stores.log_tables import FUNCTIONS, create_all
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from tests.chassis.ledger import NOON, Ledger, Noted, notes, teller

figures = logging.getLogger("figures")
pytestmark = [pytest.mark.db, pytest.mark.slow]

WRITERS, APPENDS, BATCH = 8, 560, (1, 9)  # about 5 events an append

# What makes an order go wrong: transactions that dawdle between insert and commit, and one in
# twenty (0.08 * 5 / 8) that rolls back there. It happens in the server, beneath the code under test.
DAWDLE = """
create function dawdle() returns trigger language plpgsql as $$
begin
    perform pg_sleep(random() * random() * 0.004);
    if random() < 0.08 then
        raise exception 'rolled back' using errcode = 'HE099';
    end if;
    return null;
end $$;
create constraint trigger dawdle after insert on log deferrable initially deferred
    for each row when (new.version % 8 = 1) execute function dawdle();
create sequence positions;
"""


def without_lock(function: str) -> str:
    """The same append as others write it: positions from a sequence, because `max + 1` would collide."""
    changed = function.replace("perform pg_advisory_xact_lock(1212, 1);", "")
    changed = changed.replace(
        "select position, recorded into head, known from log order by position desc limit 1;",
        "head := nextval('positions');",
    )
    assert changed.count("1212") == 0
    assert changed.count("positions") == 1
    return changed.replace("head + e.n", "case e.n when 1 then head else nextval('positions') end")


@pytest.fixture
def store(postgres_url):
    made = PostgresStore(postgres_engine(postgres_url, pool=WRITERS + 2, idle_seconds=1))
    create_all(made.engine)
    yield made
    made.engine.dispose()


class Reader:
    """Tails the log by `position > last`, as every hearer does."""

    def __init__(self, store: PostgresStore) -> None:
        self.store, self.last, self.heard, self.stop = store, 0, [], threading.Event()

    def poll(self) -> int:
        rows = self.store.read(self.last, 1_000)
        self.heard += [row.id for row in rows]
        self.last = rows[-1].position if rows else self.last
        return len(rows)

    def tail(self) -> None:
        while not self.stop.is_set() or self.poll():
            self.poll()


def write(store: PostgresStore, name: int, acknowledged: list[str], refused: list[str]) -> None:
    draw, pen, version = random.Random(name), teller(), 0
    ledger = Ledger(store, type(pen)(pen.source, pen.vocabulary, pen.zone, ids(name), pen.sealer, pen.salt))
    for _ in range(APPENDS):
        prepared = ledger.prepared(f"s{name}", version, *notes(draw.randint(*BATCH)))
        try:
            store.append(Append(f"s{name}", version, prepared, NOON))
        except psycopg.Error as error:
            refused.append(str(error.sqlstate))
        else:
            acknowledged.extend(each.id for each in prepared)
            version += len(prepared)


def ids(name: int):
    numbers = iter(range(10**9))
    return lambda: f"{name}-{next(numbers)}"


def race(store: PostgresStore) -> tuple[list[str], list[str], Reader]:
    """All writers at once, one reader; what was acknowledged, what was refused, what was heard."""
    acknowledged: list[str] = []
    refused: list[str] = []
    reader = Reader(store)
    writers = [
        threading.Thread(target=write, args=(store, name, acknowledged, refused)) for name in range(WRITERS)
    ]
    tail = threading.Thread(target=reader.tail)
    for thread in (tail, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    reader.stop.set()
    tail.join()
    return acknowledged, refused, reader


def test_a_tailing_reader_skips_nothing_and_hears_all_in_order(store):
    with store.engine.begin() as db:
        db.execute(text(DAWDLE))
    acknowledged, refused, reader = race(store)
    skipped = set(acknowledged) - set(reader.heard)
    in_log = [row.id for row in store.read(0, 10**6)]
    figures.info(
        "%d committed, %d appends rolled back, %d skipped", len(acknowledged), len(refused), len(skipped)
    )
    assert set(refused) == {"HE099"}
    assert len(acknowledged) >= 20_000
    assert (len(skipped), len(reader.heard) - len(acknowledged)) == (0, 0)
    assert reader.heard == in_log
    assert [row.position for row in store.read(0, 10**6)] == list(range(1, store.head() + 1))


def test_the_same_race_skips_events_when_the_lock_is_taken_away(store):
    with store.engine.begin() as db:
        db.execute(text(DAWDLE))
        db.connection.driver_connection.execute(without_lock(FUNCTIONS.read_text("utf-8")))
    acknowledged, _, reader = race(store)
    skipped = set(acknowledged) - set(reader.heard)
    figures.info("%d committed without the lock, %d skipped", len(acknowledged), len(skipped))
    assert len(acknowledged) > 10_000
    assert len(skipped) > 0


FREEZES = """
import os, signal, sys
from services.chassis.event_store import Append
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from tests.chassis.ledger import NOON, Ledger, Noted, teller

store = PostgresStore(postgres_engine(sys.argv[1], idle_seconds=1))
prepared = Ledger(store, teller()).prepared("frozen", 0, Noted(title="x"))
with store.engine.begin() as db:
    store._call(db.connection.driver_connection, Append("frozen", 0, prepared, NOON))
    print("holding the lock", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_a_writer_frozen_in_mid_transaction_cannot_stop_the_others(store, postgres_url):
    frozen = subprocess.Popen(
        [sys.executable, "-c", FREEZES, postgres_url],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert frozen.stdout.readline() == "holding the lock\n"
        ledger = Ledger(store, teller())
        assert ledger.append("a", Noted(title="goes on")) == 1
        os.kill(frozen.pid, signal.SIGCONT)
        assert frozen.wait(timeout=30) != 0
    finally:
        frozen.kill()
        frozen.communicate()
    assert [row.stream for row in store.read(0, 10)] == ["a"]


def test_an_append_outside_read_committed_is_refused(store):
    prepared = Ledger(store, teller()).prepared("a", 0, Noted(title="x"))
    with (
        pytest.raises(psycopg.Error, match="READ COMMITTED"),
        store.engine.execution_options(isolation_level="REPEATABLE READ").begin() as db,
    ):
        store._call(db.connection.driver_connection, Append("a", 0, prepared, NOON))
    with pytest.raises(Conflict):
        store.append(Append("a", 1, prepared, NOON))


def test_a_server_that_drops_its_sessions_costs_one_failed_append(store):
    ledger = Ledger(store, teller())
    with store.reading() as first, store.reading() as second:  # two connections are kept from here on
        assert first.scalar(text("select pg_backend_pid()")) != second.scalar(text("select pg_backend_pid()"))
    with psycopg.connect(store.engine.url.set(drivername="postgresql").render_as_string()) as outside:
        outside.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    with pytest.raises(psycopg.OperationalError):
        ledger.append("a", Noted(title="x"), expected=0)
    assert ledger.append("a", Noted(title="x"), expected=0) == 1
    with store.claim("clerk", "k1") as found:
        assert found is None
