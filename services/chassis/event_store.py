"""The event store's port. Order guarantee: positions are 1, 2, 3... without holes, equal to commit
order; a reader that has seen `last` need only ask for what follows it.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, Engine

from services.chassis.entry import Prepared


class Conflict(Exception):
    """The stream, or a guarded one, has moved since it was read."""


class Oversize(Exception):
    """An entry above 65,535 bytes: long texts belong into attachments."""


class ClockSkew(Exception):
    """The caller's clock is more than the allowed seconds off the database's."""


class StillRunning(Exception):
    """A request with the same key of the same caller is running."""


@dataclass(frozen=True)
class Guard:
    """A stream that a decision has read beside its own, at the version seen."""

    stream: str
    version: int


@dataclass(frozen=True)
class Answer:
    """What was answered under an Idempotency-Key; `body` is JSON and holds ids only."""

    caller: str
    key: str
    fingerprint: str
    status: int
    body: str


@dataclass(frozen=True)
class Append:
    """One transaction: events for one stream at the expected version, guards, the answer."""

    stream: str
    expected: int
    events: Sequence[Prepared]
    at: datetime
    guards: Sequence[Guard] = ()
    answer: Answer | None = None
    actor: str = ""


class Stored(NamedTuple):
    """A row of the log. The promoted columns repeat the entry; `audit verify` compares them."""

    position: int
    stream: str
    version: int
    id: str
    type: str
    recorded: str
    entry: bytes
    sealed: bytes | None
    leaf: bytes


class EventStore(Protocol):
    """Implemented by `sql_store.SqliteStore`, `sql_store.PostgresStore` and `memory.MemoryStore`."""

    engine: Engine  # where the inline read models live

    def append(self, append: Append) -> int:
        """Write all of it or nothing; the log's position after it.

        Inline read models run first, in the same transaction. Raises Conflict, Oversize, ClockSkew.
        """

    def read_stream(self, stream: str, after: int = 0) -> list[Stored]:
        """A stream's rows with version > after, in order."""

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[Stored]:
        """Rows with position > after, in order; only of `types` where given."""

    def head(self) -> int:
        """The last position, 0 when empty."""

    def claim(self, caller: str, key: str) -> AbstractContextManager[Answer | None]:
        """Hold (caller, key) while a request runs; yields the stored answer if there is one.

        Raises StillRunning when somebody else holds it.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for queries of the service's own read models."""
