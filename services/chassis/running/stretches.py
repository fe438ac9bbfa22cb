"""A rebuild side by side: positions are cut into stretches, each read under the worker's one rule.

For folds that can take an event out again: what one stretch says needs no other. Where they are joined,
what a later one has applied of a stream parked in an earlier one is taken out and parked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection, Engine, delete, func, insert, literal, select, update

from services.chassis import entry
from services.chassis.feed import Feed
from services.chassis.hearing import Heard, hear, in_order
from services.chassis.transactions import alone, writing
from services.chassis.worker import BATCH, NEW, Fold, Worker, parked, reader, stretch

MOST = 12_000  # entries in a page: several processes read at once


@dataclass(frozen=True)
class Stretch:
    """Positions of a source."""

    source: str
    first: int
    until: int


@runtime_checkable
class Divisible(Fold, Protocol):
    """A fold to whose rows no event needs another, so that stretches of a log can be read side by side."""

    def take_out(self, db: Connection, heard: Sequence[Heard]) -> None:
        """Take away what `apply` has made of these events of one source, in the caller's transaction."""


def cut(engine: Engine, until: Mapping[str, int], size: int) -> list[Stretch]:
    """What is left to read up to these positions; new stretches are remembered, old ones kept."""
    with alone(engine) as db:
        for source, end in until.items():
            new = NEW | {"source": source, "head": end}
            if not _places(db, source):
                db.execute(insert(reader).values(new))
            for at in range(_places(db, source)[-1][1] + 1 + size, end + 1, size):
                db.execute(insert(stretch).values(new | {"first": at, "last": at - 1}))
        return [
            Stretch(source, first, after - 1)
            for source, end in until.items()
            for (first, last), (after, _) in pairwise([*_places(db, source), (end + 1, end)])
            if last < after - 1
        ]


def _places(db: Connection, source: str) -> list[tuple[int, int]]:
    """(first, last) of every reader of a source, in order."""
    one = select(literal(1), reader.c.last).where(reader.c.source == source)
    more = select(stretch.c.first, stretch.c.last).where(stretch.c.source == source)
    return sorted((first, last) for first, last in db.execute(one.union_all(more)))


def read(engine: Engine, fold: Fold, feed: Feed, of: Stretch, clock: Callable[[], datetime]) -> None:
    """Apply a stretch to its end. Raises what `Worker.advance` raises."""
    worker = Worker(engine, fold, {of.source: feed}, clock, most=MOST, first=of.first)
    while worker.advance(of.source, of.until).behind:
        pass


def join(engine: Engine, fold: Divisible, feed: Feed, clock: Callable[[], datetime]) -> None:
    """Make one reader of a source's; all must be where the next one begins. Raises TooManyParked."""
    mine = stretch.c.source == feed.source
    with engine.connect() as db:
        places = _places(db, feed.source)
        newest = db.execute(select(stretch).where(mine).order_by(stretch.c.first.desc())).first()
        parking = _parking(db, feed.source)
    if newest is None:
        return
    if any(last + 1 != first for (_, last), (first, _) in pairwise(places)):
        raise ValueError(f"{feed.source} is not read whole: {places}")
    follows = list(_following(feed, parking, *places[-1]))
    to = {each: newest._mapping[each] for each in ("last", "head", "recorded", "leaf")}
    with writing(engine) as db:
        _set_aside(db, Worker(engine, fold, {}, clock), fold, feed.source, follows)
        db.execute(update(reader).where(reader.c.source == feed.source).values(to))
        db.execute(delete(stretch).where(mine))


def _set_aside(db: Connection, worker: Worker, fold: Divisible, source: str, follows: list[bytes]) -> None:
    """Take what follows of parked streams out of what was made, and park it if it is not parked yet."""
    there = set(db.execute(select(parked.c.position).where(parked.c.source == source)).scalars())
    late = [hear(source, each, fold.hears) for each in follows if entry.position_of(each) not in there]
    fold.take_out(db, [each for each in late if each.fact is not None])
    if late:
        worker.park(db, [(each, "its stream is parked") for each in late])


def _parking(db: Connection, source: str) -> dict[str, int]:
    first = select(parked.c.stream, func.min(parked.c.position)).where(parked.c.source == source)
    return {stream: at for stream, at in db.execute(first.group_by(parked.c.stream))}


def _following(feed: Feed, parking: Mapping[str, int], first: int, until: int) -> Iterator[bytes]:
    """What follows of parked streams; not looked for inside the last stretch, which has parked its own."""
    last = min(parking.values(), default=first)
    while last < until and min(parking.values(), default=first) < first:
        run, _ = in_order(feed.read(last, BATCH).entries, last)
        last += len(run)
        for each in run:
            if entry.position_of(each) > parking.get(entry.read(each).subject, until):
                yield each
