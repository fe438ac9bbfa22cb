"""The event store in one SQLite file: one writing process, durable at every commit."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from services.chassis import entry, projections
from services.chassis.event_store import Answer, Append, Conflict, StillRunning
from services.chassis.projections import Projection
from services.chassis.stores.log_reading import (
    COLUMNS,
    LogReading,
    refuse_oversize,
    refuse_skew,
    rows_of,
    told,
)
from services.chassis.transactions import at_once, writing

LAST = "select position, recorded from log order by position desc limit 1"
VERSION = "select coalesce(max(version), 0) from log where stream = ?"
PRAGMAS = ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "secure_delete=ON")


def sqlite_engine(path: str | Path, durable: bool = True) -> Engine:
    """An engine on a SQLite file. A transaction that will write asks for it: see `writing`.

    Not `durable`: a commit may be lost when the machine (not the process) dies; for a file that can
    be made again, such as read models or a demo that is still being loaded.
    """
    synchronous = "synchronous=FULL" if durable else "synchronous=NORMAL"
    return transactional(create_engine(f"sqlite:///{path}", hide_parameters=True), (*PRAGMAS, synchronous))


def transactional(engine: Engine, pragmas: Sequence[str]) -> Engine:
    """Let SQLAlchemy, not the driver, begin transactions (as its SQLite page describes)."""

    @event.listens_for(engine, "connect")
    def connected(driver: Any, record: object) -> None:
        driver.isolation_level = None
        for pragma in pragmas:
            driver.execute(f"pragma {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(db: Connection) -> None:
        how = db.get_execution_options().get("begin", "begin")
        if how == "begin":  # takes no lock and so cannot fail: past SQLAlchemy's work per statement
            _driver_of(db).execute(how).close()
        elif how:
            db.exec_driver_sql(how)

    return engine


def _driver_of(db: Connection) -> Any:
    return db.connection.driver_connection


class Claims:
    """The idempotency keys that running requests of this process hold."""

    def __init__(self) -> None:
        self._held: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, caller: str, key: str) -> Iterator[None]:
        with self._lock:
            if (caller, key) in self._held:
                raise StillRunning(key)
            self._held.add((caller, key))
        try:
            yield
        finally:
            with self._lock:
                self._held.discard((caller, key))


class SqliteStore(LogReading):
    """`EventStore` on SQLite. Writers of the process queue; position order is commit order."""

    def __init__(
        self, engine: Engine, projections: Sequence[Projection] = (), skew: float | None = None
    ) -> None:
        self.engine, self.projections, self.skew = engine, tuple(projections), skew
        self._claims, self._queue = Claims(), threading.Lock()

    def append(self, append: Append) -> int:
        refuse_oversize(append)
        refuse_skew(append.at, self.skew)
        with self._queue, writing(self.engine) as db:
            if self._moved_in(db, append) or (append.answer and self._answered(db, append.answer)):
                raise Conflict(append.stream)
            projections.run(self.projections, db, told(append))
            return self._insert(db, append)

    def _insert(self, db: Connection, append: Append) -> int:
        last = _driver_of(db).execute(LAST).fetchone()
        head, recorded = last or (0, "")
        rows = rows_of(append, head, recorded)
        if rows:
            db.exec_driver_sql(
                f"insert into log ({COLUMNS}) values (?,?,?,?,?,?,?,?,?)", list(map(tuple, rows))
            )
        if append.answer:
            given = append.answer
            values = (given.caller, given.key, given.fingerprint, given.status, given.body)
            at = entry.recorded_text(append.at)
            db.exec_driver_sql("insert into answer values (?,?,?,?,?,?)", (*values, at))
        return int(head) + len(rows)

    def _moved_in(self, db: Connection, append: Append) -> bool:
        seen = [(append.stream, append.expected), *((g.stream, g.version) for g in append.guards)]
        ask = _driver_of(db).execute
        return any(ask(VERSION, (stream,)).fetchone()[0] != version for stream, version in seen)

    def _answered(self, db: Connection, given: Answer) -> Answer | None:
        sql = "select caller, key, fingerprint, status, body from answer where caller = ? and key = ?"
        found = _driver_of(db).execute(sql, (given.caller, given.key)).fetchone()
        return Answer(*found) if found else None

    @contextmanager
    def claim(self, caller: str, key: str) -> Iterator[Answer | None]:
        with self._claims.hold(caller, key):
            with at_once(self.engine) as db:
                found = self._answered(db, Answer(caller, key, "", 0, ""))
            yield found

    def reading(self) -> AbstractContextManager[Connection]:
        return self.engine.connect()

    def _fetch(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        held = self.engine.raw_connection()
        try:
            cursor = held.cursor()
            cursor.execute(sql, values)
            return list(cursor.fetchall())
        finally:
            held.close()
