"""The consuming side: hear other services' logs in strict order and fold them into read models.

One rule: a source is applied at position last + 1 and nothing else. Lower positions are duplicates
and dropped; at a higher one nothing is applied until the missing one comes. So a feed may repeat or
reorder, but a reader never skips and never doubles, and `last` against the source's head is at once
lag, completeness and the end of a rebuild.

`step()` has no thread and no sleep inside: whoever calls it decides when, so that a test can drive
the whole platform from one seeded scheduler.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import InterfaceError, OperationalError

from services.chassis import entry as entries
from services.chassis.feed import Feed, FeedAway
from services.chassis.hearing import MOST, Hearing, grown, sort_out
from services.chassis.hearing import Heard as Heard
from services.chassis.hearing import hear as hear
from services.chassis.hearing import in_order as in_order
from services.chassis.transactions import writing

TRANSIENT = (OperationalError, InterfaceError)  # the database is away: try again, park nothing
BATCH = 2_000  # entries in a page, while nothing is known of them
MOST_PARKED = 200

SHAPE = "2"  # of the tables below: read models with another are built anew
reading = MetaData()
reader = Table(
    "reader",
    reading,
    Column("source", String(64), primary_key=True),
    Column("last", Integer, nullable=False),
    Column("head", Integer, nullable=False),
    Column("recorded", String(27), nullable=False),
    Column("leaf", LargeBinary, nullable=False),  # of the entry at `last`: proof of which log was read
    Column("epoch", Integer, nullable=False),
)
stretch = reader.to_metadata(reading, name="stretch")  # readers that begin further on, in a rebuild
stretch.append_column(Column("first", Integer, primary_key=True, autoincrement=False))
NEW = {"last": 0, "head": 0, "recorded": "", "leaf": b"", "epoch": 0}  # nothing read yet
parked = Table(
    "parked",
    reading,
    Column("source", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stream", String(200), nullable=False),
    Column("type", String(200), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("cause", Text, nullable=False),
    Column("at", String(27), nullable=False),
)


class Zombie(Exception):
    """Another worker has taken this source over; what this one would write is refused."""


class OtherLog(Exception):
    """The source does not hold what was read from it: it was restored, or it is another log."""


class TooManyParked(Exception):
    """More events are parked than the limit: the worker stops instead of draining the log."""


class Fold(Protocol):
    """What a service makes of what it hears; rebuilt from zero whenever `version` changes."""

    version: str
    metadata: MetaData  # tables with info={"derived": True} are left out of comparisons
    hears: Mapping[str, type]

    def apply(self, db: Connection, heard: Iterable[Heard]) -> None:
        """Write a source's batch (in order, decoded as it is walked) in the caller's transaction.

        Keys are written sorted; it reads what it wrote only.
        """


@dataclass(frozen=True)
class Progress:
    """Where a reader stands at one source.

    `gap`: a later position came before the next one. `alarm`: why nothing could be read or written.
    """

    source: str
    last: int
    head: int
    moved: int = 0
    gap: bool = False
    alarm: str = ""

    @property
    def behind(self) -> int:
        return self.head - self.last


@dataclass
class Worker:
    """Reads feeds into one generation of read models; `react` runs a reaction's commands first.

    `mine` says which of the feeds are this worker's now, where several share them (None: all are).
    While it is behind, its batches grow from `batch` on: what costs is the write, not the reading.
    """

    engine: Engine
    fold: Fold
    feeds: Mapping[str, Feed]
    clock: Callable[[], datetime]
    react: Callable[[Heard], None] | None = None
    mine: Callable[[], Collection[str]] | None = None
    batch: int = BATCH
    most: int = MOST  # to which they grow
    most_parked: int = MOST_PARKED
    first: int = 1
    _last: dict[str, int] = field(default_factory=dict)
    _epoch: dict[str, int] = field(default_factory=dict)
    _batch: dict[str, int] = field(default_factory=dict)

    def step(self, until: Mapping[str, int] | None = None) -> list[Progress]:
        """One page of every source, none beyond `until`; raises what `advance` raises."""
        return [self.advance(name, until.get(name, 0) if until else None) for name in sorted(self.feeds)]

    def attend(self) -> list[Progress]:
        """One page of every source that is this worker's; trouble with one is an alarm, and the others go on.

        Raises TooManyParked.
        """
        mine = sorted(self.feeds) if self.mine is None else sorted(self.mine())
        for source in set(self._last).difference(mine):
            del self._last[source]  # whoever has it now has raised its epoch; to come back is to take over
        return [self._attended(source) for source in mine]

    def _attended(self, source: str) -> Progress:
        try:
            return self.advance(source)
        except (FeedAway, Zombie, OtherLog) as problem:
            last = self._last.pop(source, 0)
            return Progress(source, last, last, alarm=f"{type(problem).__name__}: {problem}")

    def advance(self, source: str, until: int | None = None) -> Progress:
        """One page of one source, applied and remembered in one transaction; `until` is its head then.

        Raises Zombie when another worker has taken over, OtherLog, FeedAway, TooManyParked.
        """
        if source not in self._last and not self._take(source):
            return Progress(source, 0, 1, gap=True)
        last = self._last[source]
        batch = self._batch.get(source, self.batch)
        most = batch if until is None else min(batch, until - last)
        if most <= 0:
            return Progress(source, last, last)
        began, page = self.clock(), self.feeds[source].read(last, most)
        run, gap = (list(page.entries), False) if page.run else in_order(page.entries, last)
        run = run[:most]
        if run:
            self._commit(source, last, run, page.head)
        spent = (self.clock() - began).total_seconds()
        behind = page.head - last - len(run)
        self._batch[source] = max(self.batch, grown(batch, run, spent, self.most)) if behind else self.batch
        return Progress(source, last + len(run), page.head if until is None else until, len(run), gap)

    def _take(self, source: str) -> bool:
        """Take the source over: a higher epoch fences out the worker before.

        False: it does not say yet that it is the log that was read. Raises OtherLog when it is not.
        """
        places, mine = self._row(source)
        with writing(self.engine) as db:
            if db.execute(select(places.c.last).where(mine)).first() is None:
                db.execute(insert(places).values(source=source, **NEW))
            db.execute(update(places).where(mine).values(epoch=places.c.epoch + 1))
            at = db.execute(select(places).where(mine)).one()
        known = at.last < self.first or holds(self.feeds[source], at.last, at.leaf)
        if known:
            self._last[source], self._epoch[source] = at.last, at.epoch
        return known

    def _row(self, source: str) -> tuple[Table, ColumnElement[bool]]:
        if self.first == 1:
            return reader, reader.c.source == source
        return stretch, and_(stretch.c.source == source, stretch.c.first == self.first)

    def _commit(self, source: str, last: int, run: list[bytes], head: int) -> None:
        with writing(self.engine) as db:
            self._move(db, source, last, run, head)
            self._apply(db, source, last, run)
        self._last[source] = last + len(run)

    def _move(self, db: Connection, source: str, last: int, run: list[bytes], head: int) -> None:
        """Compare-and-set first: it locks the row, and a zombie's write is refused before it starts."""
        places, mine = self._row(source)
        here = and_(mine, places.c.last == last, places.c.epoch == self._epoch[source])
        to = {
            "last": last + len(run),
            "head": head,
            "recorded": entries.recorded_of(run[-1]),
            "leaf": entries.leaf(run[-1]),
        }
        if not db.execute(update(places).where(here).values(to)).rowcount:
            raise Zombie(f"another worker has taken {source} over")

    def _apply(self, db: Connection, source: str, last: int, run: list[bytes]) -> None:
        """All at once, as nearly always; sorted out where that fails, or a stream is parked."""
        blocked = parked_streams(db, source, last)
        if not (blocked or self._attempt(db, Hearing(source, run, self.fold.hears))):
            return
        heard, bad = sort_out(source, run, self.fold.hears, blocked)
        if self._attempt(db, heard):
            bad = sorted([*bad, *self._one_by_one(db, heard)], key=lambda each: each[0].position)
        if bad:
            self.park(db, bad)

    def _one_by_one(self, db: Connection, heard: Sequence[Heard]) -> list[tuple[Heard, str]]:
        """Find what cannot be applied: every event alone, its stream's later ones with it."""
        bad: list[tuple[Heard, str]] = []
        causes: dict[str, str] = {}
        for each in heard:
            cause = causes.get(each.stream) or self._attempt(db, [each])
            if cause:
                causes[each.stream] = f"after {each.position} of its stream"
                bad.append((each, cause))
        return bad

    def _attempt(self, db: Connection, heard: Iterable[Heard]) -> str:
        """React and fold; the cause when it cannot be done, with nothing of it left behind."""
        try:
            with db.begin_nested():
                if self.react:
                    list(map(self.react, heard))
                self.fold.apply(db, heard)
        except TRANSIENT:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is parked with its cause
            return f"{type(problem).__name__}: {problem}"
        return ""

    def park(self, db: Connection, bad: Sequence[tuple[Heard, str]]) -> None:
        """Keep what could not be applied, with its cause. Raises TooManyParked."""
        at = entries.recorded_text(self.clock())
        rows = [
            {"source": each.source, "position": each.position, "stream": each.stream, "type": each.type,
             "entry": each.entry, "cause": cause, "at": at}
            for each, cause in bad
        ]  # fmt: skip
        db.execute(insert(parked), rows)
        total = db.execute(select(func.count()).select_from(parked)).scalar_one()
        if total > self.most_parked:
            raise TooManyParked(f"{total} events are parked, the limit is {self.most_parked}")

    def redrive(self, source: str, stream: str) -> int:
        """React to a parked stream and apply it in one transaction, in order; how many. Raises why not."""
        which = and_(parked.c.source == source, parked.c.stream == stream)
        with writing(self.engine) as db:
            rows = db.execute(select(parked.c.entry).where(which).order_by(parked.c.position)).all()
            heard = [hear(source, row.entry, self.fold.hears) for row in rows]
            able = [each for each in heard if each.fact is not None]
            if self.react:
                list(map(self.react, able))
            self.fold.apply(db, able)
            db.execute(delete(parked).where(which))
        return len(rows)


def holds(feed: Feed, position: int, leaf: bytes) -> bool:
    """Whether the feed has this entry at this position; raises OtherLog when it has another, or ends before.

    False when it has not brought the position yet.
    """
    page = feed.read(position - 1, BATCH)
    found = [each for each in page.entries if entries.position_of(each) == position]
    if not found and page.head >= position:
        return False
    if not found or entries.leaf(found[0]) != leaf:
        there = "holds something else there" if found else "ends before that"
        raise OtherLog(f"{feed.source} was read up to position {position} and {there}: rebuild what was read")
    return True


def parked_streams(db: Connection, source: str, until: int) -> set[str]:
    here = and_(parked.c.source == source, parked.c.position <= until)
    return {row.stream for row in db.execute(select(parked.c.stream).where(here).distinct())}


def positions(db: Connection) -> dict[str, int]:
    """Up to which position of each source these read models are complete."""
    return {row.source: row.last for row in db.execute(select(reader.c.source, reader.c.last))}
