"""How a connection is asked for: to write, or for single questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write: on SQLite it takes the write lock first and so never fails late."""
    with engine.connect().execution_options(begin="begin immediate") as db, db.begin():
        yield db


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """As `writing`, one after the other: for tables and rows that several starting processes would make."""
    with writing(engine) as db:
        if db.dialect.name == "postgresql":
            db.exec_driver_sql("select pg_advisory_xact_lock(1212, 3)")
        yield db


def at_once(engine: Engine) -> Connection:
    """A connection for single questions, each answered in one round trip, without a transaction."""
    lite = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {"begin": ""} if lite else {"isolation_level": "AUTOCOMMIT"}
    return engine.connect().execution_options(**options)
