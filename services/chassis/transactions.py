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


def at_once(engine: Engine) -> Connection:
    """A connection for single questions, each answered in one round trip, without a transaction."""
    lite = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {"begin": ""} if lite else {"isolation_level": "AUTOCOMMIT"}
    return engine.connect().execution_options(**options)
