"""One of several processes does a job, and another takes over when it ends or freezes."""

import time
from contextlib import suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

IDLE_SECONDS = 10  # a session that asks nothing for so long is ended, and its lock with it
ASK_SECONDS = 1.0  # between two questions of the one who leads
LOCK = "select pg_try_advisory_lock(hashtextextended('hearth leads: ' || %(job)s, 0))"


class Leadership:
    """A PostgreSQL session lock: it belongs to whoever holds the session. On SQLite there is one process.

    A frozen process asks nothing, so that its session is ended; once awake it finds that it leads no more.
    """

    def __init__(self, engine: Engine, job: str, idle_seconds: float = IDLE_SECONDS) -> None:
        self.engine, self.job, self.idle_seconds = engine, job, idle_seconds
        self._asked_at = 0.0
        self._session: Connection | None = None
        self._leads = False

    def held(self) -> bool:
        """Whether this process leads, as of a second ago at most. Raises SQLAlchemyError.

        Who has lost the lead meanwhile may do a step that another one does too: make steps repeatable.
        """
        if self.engine.dialect.name == "sqlite":
            return True
        if self._leads and time.monotonic() < self._asked_at + ASK_SECONDS:
            return True
        self._asked_at = time.monotonic()
        try:
            self._leads = self._asked()
        except SQLAlchemyError:
            self.leave()
            raise
        return self._leads

    def _asked(self) -> bool:
        session = self._session = self._session or self._opened()
        if self._leads:
            return bool(session.exec_driver_sql("select true").scalar())
        return bool(session.exec_driver_sql(LOCK, {"job": self.job}).scalar())

    def _opened(self) -> Connection:
        session = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        session.exec_driver_sql(f"set idle_session_timeout = {int(self.idle_seconds * 1000)}")
        return session

    def leave(self) -> None:
        """Let go of the lock with its session."""
        session, self._session, self._leads = self._session, None, False
        if session is not None:
            with suppress(SQLAlchemyError):
                session.invalidate()
            session.close()
