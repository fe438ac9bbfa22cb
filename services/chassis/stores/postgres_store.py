"""The event store on PostgreSQL: an append is one function call (`migrations/0001_append.sql`)."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.chassis import entry, projections
from services.chassis.event_store import Answer, Append, ClockSkew, Conflict, StillRunning
from services.chassis.projections import Projection
from services.chassis.stores.log_reading import LogReading, heard, refuse_oversize, told

LOCK_SECONDS = 10
CALL = "select hearth_append(%b,%b::int,%b,%b,%b,%b,%b,%b,%b,%b::int[],%b,%b,%b,%b::int,%b)"
# In one message with its commit, so that a frozen process never holds the log's lock: nothing of it has
# arrived, or all. Its values are written into the text: a message with parameters holds one statement.
CALL_AND_COMMIT = CALL.replace("%b", "%s") + "; commit"
UNLOCK = "select pg_advisory_unlock(hashtextextended(%s || chr(10) || %s, 0))"
REFUSALS: dict[str | None, type[Exception]] = {"HE001": Conflict, "HE002": ClockSkew, "40P01": Conflict}
Driver = psycopg.Connection[tuple[Any, ...]]


def postgres_engine(url: str | URL, pool: int = 20, idle_seconds: float = 5, schema: str = "") -> Engine:
    """An engine whose sessions lose an open transaction that stays idle for `idle_seconds`.

    Nor do they wait for a lock for ever: its holder may be frozen (see `frozen`).
    `pool` is the most connections kept: a web process needs two for each of its threads, because a
    request holds its idempotency key and appends on one while it looks for a person's key on another.
    `schema` is where its tables are, the database's own choice when empty.
    """
    options = f"-c idle_in_transaction_session_timeout={int(idle_seconds * 1000)} -c timezone=UTC"
    options += f" -c lock_timeout={LOCK_SECONDS * 1000}"
    options += f" -c search_path={schema}" if schema else ""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"options": options, "prepare_threshold": 1},
    )


def arguments(append: Append, skew: float | None) -> list[object]:
    """What `hearth_append` takes, in its order."""
    events, given = append.events, append.answer
    return [
        append.stream,
        append.expected,
        [each.id for each in events],
        [each.type for each in events],
        [each.rest for each in events],
        [each.sealed for each in events],
        entry.recorded_text(append.at),
        skew,
        [guard.stream for guard in append.guards],
        [guard.version for guard in append.guards],
        *((given.caller, given.key, given.fingerprint, given.status, given.body) if given else [None] * 5),
    ]


class PostgresStore(LogReading):
    """`EventStore` on PostgreSQL. Positions are in commit order, because the lock is taken last."""

    mark = "%s"

    def __init__(
        self, engine: Engine, projections: Sequence[Projection] = (), skew: float | None = None
    ) -> None:
        self.engine, self.projections, self.skew = engine, tuple(projections), skew
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._mine: ContextVar[Connection | None] = ContextVar("session of the request", default=None)

    def append(self, append: Append) -> int:
        refuse_oversize(append)
        try:
            if heard(self.projections, append):
                return self._append_after_read_models(append)
            with self._driver() as driver:
                return self._call(driver, append)
        except psycopg.Error as error:
            refusal = REFUSALS.get(error.sqlstate)
            if refusal is None:
                raise
            raise refusal(str(error)) from error

    def _append_after_read_models(self, append: Append) -> int:
        try:
            with self._session() as db, _begun(_driver_of(db)) as driver:
                projections.run(self.projections, db, told(append))
                call = psycopg.ClientCursor(driver).execute(CALL_AND_COMMIT, arguments(append, self.skew))
                return _position(call.fetchone())
        except IntegrityError as error:
            if self._moved(append):
                raise Conflict(append.stream) from error
            raise
        except DBAPIError as error:
            if isinstance(error.orig, errors.DeadlockDetected):
                raise Conflict(append.stream) from error
            raise

    def _call(self, driver: Driver, append: Append) -> int:
        return _position(driver.execute(CALL, arguments(append, self.skew), binary=True).fetchone())

    @contextmanager
    def claim(self, caller: str, key: str) -> Iterator[Answer | None]:
        with self._pooled() as db:
            driver = _driver_of(db)
            row = driver.execute("select * from hearth_claim(%s, %s)", (caller, key)).fetchone()
            held, fingerprint, status, body = row or (False, None, 0, "")
            if not held:
                raise StillRunning(key)
            before = self._mine.set(db)
            try:
                yield None if fingerprint is None else Answer(caller, key, fingerprint, status, body)
            finally:
                self._mine.reset(before)
                if not driver.closed:  # a lost session has let go by itself
                    driver.execute(UNLOCK, (caller, key))

    def reading(self) -> AbstractContextManager[Connection]:
        mine = self._mine.get()
        return nullcontext(mine) if mine is not None else self._at_once.connect()

    @contextmanager
    def _driver(self) -> Iterator[Driver]:
        with self._session() as db:
            yield _driver_of(db)

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        """The session that holds this request's key, enough for all it does; else one of the pool."""
        if (mine := self._mine.get()) is not None:
            yield mine
        else:
            with self._pooled() as db:
                yield db

    @contextmanager
    def _pooled(self) -> Iterator[Connection]:
        with self._at_once.connect() as db:
            driver = _driver_of(db)
            try:
                yield db
            finally:
                if driver.closed:  # the server went away: the other kept connections are as dead
                    db.invalidate()
                    self.engine.dispose()

    def _fetch(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._driver() as driver:
            return driver.execute(sql, values, binary=True).fetchall()


@contextmanager
def _begun(driver: Driver) -> Iterator[Driver]:
    """A transaction that its body commits; when that fails, it is rolled back."""
    driver.execute("begin")
    try:
        yield driver
    except BaseException:
        if not driver.closed:
            driver.execute("rollback")
        raise


def _position(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0


def _driver_of(db: Connection) -> Driver:
    driver: Driver = db.connection.driver_connection  # type: ignore[assignment]
    return driver
