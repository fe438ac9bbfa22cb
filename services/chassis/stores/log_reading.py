"""What the two SQL stores have in common: keyset pages of raw rows, and checks before an append."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.chassis import entry, projections
from services.chassis.event_store import Append, ClockSkew, Oversize, Stored
from services.chassis.projections import Told

COLUMNS = ", ".join(Stored._fields)


def refuse_oversize(append: Append) -> None:
    """Raise Oversize for an entry above the limit; the head's length never varies."""
    head = len(entry.complete(0, entry.NEVER, b""))
    for each in append.events:
        if head + len(each.rest) > entry.LIMIT:
            raise Oversize(each.type)


def refuse_skew(at: datetime, skew: float | None) -> None:
    """Raise ClockSkew when `at` is more than `skew` seconds off this machine's clock."""
    if skew is not None and abs((at - datetime.now(UTC)).total_seconds()) > skew:
        raise ClockSkew(f"{at} is more than {skew} s off")


def told(append: Append) -> list[tuple[Any, Told]]:
    """The events with what an inline read model may know beside them."""
    return [(each.event, Told(append.stream, each.version, each.id, append.actor)) for each in append.events]


def rows_of(append: Append, head: int, last: str) -> list[Stored]:
    """The rows that an append adds after `head`; recorded time never falls below `last`."""
    recorded = max(entry.recorded_text(append.at), last)
    return [_row(append.stream, head + n, recorded, each) for n, each in enumerate(append.events, start=1)]


def _row(stream: str, position: int, recorded: str, each: entry.Prepared) -> Stored:
    stored = entry.complete(position, recorded, each.rest)
    return Stored(
        position, stream, each.version, each.id, each.type, recorded, stored, each.sealed, entry.leaf(stored)
    )


class LogReading(ABC):
    """Reads of a log in SQL. Rows come from the driver itself: a fold reads ten thousand at a time."""

    mark = "?"

    @abstractmethod
    def _fetch(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]: ...

    def _log(self, where: str, *values: object) -> list[Stored]:
        sql = f"select {COLUMNS} from log where {where.replace('?', self.mark)}"
        return list(map(Stored._make, self._fetch(sql, values)))

    def read_stream(self, stream: str, after: int = 0) -> list[Stored]:
        return self._log("stream = ? and version > ? order by version", stream, after)

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[Stored]:
        only = f"and type in ({','.join('?' * len(types))})" if types else ""
        return self._log(f"position > ? {only} order by position limit ?", after, *types, limit)

    def head(self) -> int:
        found: int = self._fetch("select coalesce(max(position), 0) from log", ())[0][0]
        return found

    def _version(self, stream: str) -> int:
        sql = f"select coalesce(max(version), 0) from log where stream = {self.mark}"
        found: int = self._fetch(sql, (stream,))[0][0]
        return found

    def _moved(self, append: Append) -> bool:
        """Whether the stream or a guarded one is no longer at the version seen."""
        seen = [(append.stream, append.expected), *((g.stream, g.version) for g in append.guards)]
        return any(self._version(stream) != version for stream, version in seen)


def heard(read_models: Sequence[projections.Projection], append: Append) -> bool:
    """Whether an inline read model hears any event of this append."""
    return projections.wanted(read_models, [each.event for each in append.events])
