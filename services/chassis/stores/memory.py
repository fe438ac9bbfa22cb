"""The event store in memory: the same bytes and the same refusals, for tests."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

from services.chassis import projections
from services.chassis.event_store import Answer, Append, Conflict, Stored
from services.chassis.projections import Projection
from services.chassis.stores.log_reading import refuse_oversize, refuse_skew, rows_of, told
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sqlite_store import Claims, transactional


def memory_engine() -> Engine:
    """A database that lives as long as its engine: one connection, so one transaction at a time."""
    made = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        pool_reset_on_return=None,
        connect_args={"check_same_thread": False},
    )
    return transactional(made, ("foreign_keys=ON",))


class MemoryStore:
    """`EventStore` in lists; read models and the chassis's other tables in a SQLite of its own."""

    def __init__(self, projections: Sequence[Projection] = (), skew: float | None = None) -> None:
        self.engine, self.projections, self.skew = memory_engine(), tuple(projections), skew
        self._log: list[Stored] = []
        self._streams: dict[str, list[Stored]] = {}
        self._answers: dict[tuple[str, str], Answer] = {}
        self._claims, self._lock = Claims(), threading.RLock()
        create_all(self.engine, *{each.tables[0].metadata for each in self.projections})

    def append(self, append: Append) -> int:
        refuse_oversize(append)
        refuse_skew(append.at, self.skew)
        with self._lock:
            self._refuse_moved(append)
            if projections.wanted(self.projections, [each.event for each in append.events]):
                with self.engine.begin() as db:
                    projections.run(self.projections, db, told(append))
            self._keep(append)
            return len(self._log)

    def _refuse_moved(self, append: Append) -> None:
        seen = [(append.stream, append.expected), *((g.stream, g.version) for g in append.guards)]
        for stream, version in seen:
            if len(self._streams.get(stream, ())) != version:
                raise Conflict(stream)
        if append.answer and (append.answer.caller, append.answer.key) in self._answers:
            raise Conflict(append.stream)

    def _keep(self, append: Append) -> None:
        rows = rows_of(append, len(self._log), self._log[-1].recorded if self._log else "")
        self._log += rows
        self._streams.setdefault(append.stream, []).extend(rows)
        if append.answer:
            self._answers[append.answer.caller, append.answer.key] = append.answer

    def read_stream(self, stream: str, after: int = 0) -> list[Stored]:
        return self._streams.get(stream, [])[max(after, 0) :]

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[Stored]:
        start = max(after, 0)
        if not types:
            return self._log[start : start + limit]
        return [row for row in self._log[start:] if row.type in types][:limit]

    def head(self) -> int:
        return len(self._log)

    @contextmanager
    def claim(self, caller: str, key: str) -> Iterator[Answer | None]:
        with self._claims.hold(caller, key):
            yield self._answers.get((caller, key))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._lock, self.engine.execution_options(begin="").connect() as db:
            yield db
