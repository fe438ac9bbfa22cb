"""Append rates of our stores beside the `eventsourcing` library: `python -m tests.benchmarks.bench_append`.

Same server, same run, rounds taken in turn, the median of the rounds shown. The library runs in its
safe mode (table lock, as it is by default): the only one in which a reader never skips. Each writer
is a process; an event's own part is 420 bytes; every append opens a stream of its own.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from rich.console import Console
from rich.table import Table

from services.chassis.entry import Prepared
from services.chassis.event_store import Append, EventStore
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from tests.support.postgres import Cluster, binaries, cluster

OWN_PART = b'"data":{"text":"' + b"x" * 402 + b'"}}'
TYPE = "bench.noted.v1"
ROWS = ((1, 1), (1, 100), (8, 1), (8, 100))  # writers, events an append
Appending = Callable[[int], object]  # appends that many events
Maker = Callable[[str, str], Appending]  # from the server's folder and the database


@dataclass(frozen=True)
class Result:
    """Events a second, the median of all rounds."""

    writers: int
    batch: int
    ours: float
    library: float


def appending(store: EventStore) -> Appending:
    def append(batch: int) -> object:
        stream = f"visit-{uuid4()}"
        events = [Prepared(f"{stream}-{n}", TYPE, n, OWN_PART, None, None) for n in range(1, batch + 1)]
        return store.append(Append(stream, 0, events, datetime.now(UTC)))

    return append


def ours(folder: str, database: str) -> Appending:
    return appending(
        PostgresStore(postgres_engine(f"postgresql://postgres@/{database}?host={folder}", pool=1))
    )


def library(folder: str, database: str) -> Appending:
    recorder = recorder_of(folder, database)

    def append(batch: int) -> object:
        stream = uuid4()
        return recorder.insert_events([StoredEvent(stream, n, TYPE, OWN_PART) for n in range(1, batch + 1)])

    return append


def recorder_of(folder: str, database: str) -> PostgresApplicationRecorder:
    datastore = PostgresDatastore(database, folder, 5432, "postgres", "", pool_size=1)
    return PostgresApplicationRecorder(datastore)


def writer(made: Maker, place: tuple[str, str], batch: int, seconds: float, out, ready):
    """One writing process: as many appends as fit into `seconds`, counted from a common start."""
    append = made(*place)
    for _ in range(10):
        append(batch)
    ready.wait(60)
    out.put(appends_in(append, batch, seconds))


def appends_in(append: Appending, batch: int, seconds: float) -> int:
    ends, done = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        append(batch)
        done += batch
    return done


def rate(made: Maker, place: tuple[str, str], row: tuple[int, int], seconds: float) -> float:
    """Events a second of `row[0]` writing processes together."""
    writers, batch = row
    forking = multiprocessing.get_context("fork")
    out, ready = forking.Queue(), forking.Barrier(writers)
    given = (made, place, batch, seconds, out, ready)
    running = [forking.Process(target=writer, args=given, daemon=True) for _ in range(writers)]
    for each in running:
        each.start()
    total = sum(out.get(timeout=90) for _ in running)
    for each in running:
        each.join()
    out.close()
    out.join_thread()
    return total / seconds


def on_postgres(server: Cluster, rounds: int, seconds: float, rows=ROWS) -> list[Result]:
    """Both, in a database of their own that stays as it was filled."""
    server.create("bench")
    place = (str(server.folder), "bench")
    engine = postgres_engine(server.url("bench"))
    create_all(engine)
    engine.dispose()
    recorder = recorder_of(*place)
    recorder.create_table()
    recorder.datastore.close()
    return [compared(place, row, rounds, seconds) for row in rows]


def compared(place: tuple[str, str], row: tuple[int, int], rounds: int, seconds: float) -> Result:
    pairs = [(rate(ours, place, row, seconds), rate(library, place, row, seconds)) for _ in range(rounds)]
    return Result(*row, *(statistics.median(side) for side in zip(*pairs, strict=True)))


def on_sqlite(seconds: float, rows=ROWS) -> list[tuple[int, int, float]]:
    """Writers are threads here: the embedded platform is one process."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlite_engine(Path(folder) / "log.db")
        create_all(engine)
        append = appending(SqliteStore(engine))
        found = [(*row, threads_rate(append, row, seconds)) for row in rows]
        engine.dispose()
    return found


def threads_rate(append: Appending, row: tuple[int, int], seconds: float) -> float:
    done: list[int] = []
    threads = [
        threading.Thread(target=lambda: done.append(appends_in(append, row[1], seconds)))
        for _ in range(row[0])
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(done) / seconds


def shown(results: list[Result], sqlite: list[tuple[int, int, float]]) -> Table:
    table = Table(title="Events appended a second, durable and in total order")
    for heading in ("writers", "events an append", "Hearth", "eventsourcing", "ratio", "Hearth on SQLite"):
        table.add_column(heading, justify="right")
    for each, (_, _, lite) in zip(results, sqlite, strict=True):
        rates = [f"{rate:,.0f}" for rate in (each.ours, each.library, lite)]
        ratio = f"{each.ours / each.library:.2f}"
        table.add_row(str(each.writers), str(each.batch), *rates[:2], ratio, rates[2])
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=2)
    given, programs = asked.parse_args(), binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with cluster(programs) as server:
        compared_rows = on_postgres(server, given.rounds, given.seconds)
    Console().print(shown(compared_rows, on_sqlite(given.seconds)))


if __name__ == "__main__":
    main()
