"""Generations of the worker-written read models: one is live, a new one is built beside it.

A generation is a database of its own (an SQLite file, a PostgreSQL schema) with the fold's tables and the
reader's positions inside. The same worker builds it and keeps it current, by the same code and error
policy. Swapping is moving one pointer; the one before stays for a one-step return, which catches up first.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, bindparam, select, update

from services.chassis.entry import recorded_text
from services.chassis.feed import Feed
from services.chassis.transactions import alone, at_once, writing
from services.chassis.worker import (
    SHAPE,
    Fold,
    Heard,
    OtherLog,
    Progress,
    Worker,
    Zombie,
    holds,
    parked,
    positions,
    reader,
    reading,
    stretch,
)

control = MetaData()
generation = Table(
    "generation",
    control,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String(80), nullable=False),
    Column("state", String(16), nullable=False),  # building, live, kept, dropped
    Column("started", String(27), nullable=False),
    Column("first", Integer, nullable=False),  # what was read when it started: the base of its rate
)
WAYS = (0, -1)  # to compare: quickly, and where that differs exactly
NUMBER = select(generation.c.number).where(generation.c.state == bindparam("which"))


class Differs(Exception):
    """The rebuilt read models are not what the live ones say at the same positions."""


@dataclass(frozen=True)
class Built:
    """How far a rebuild is: the figures that command line, API and page all show."""

    number: int
    state: str
    position: int
    head: int
    rate: float  # events a second since it started
    seconds_left: float | None


@dataclass
class Views:
    """All generations of one service's read models. `open` gives the engine of a number.

    `mine` says which sources this process keeps current (see `Worker`). A rebuild hears all of them by
    itself, from `again` where the feeds of the live generation are at a place of their own.
    """

    engine: Engine
    open: Callable[[int], Engine]
    fold: Fold
    feeds: Mapping[str, Feed]
    clock: Callable[[], datetime]
    react: Callable[[Heard], None] | None = None
    mine: Callable[[], Collection[str]] | None = None
    again: Callable[[], Mapping[str, Feed]] | None = None
    bulk: "Bulk | None" = None
    _engines: dict[int, Engine] = field(default_factory=dict)
    _worker: Worker | None = None

    def of(self, number: int) -> Engine:
        """The generation's engine, its tables made on first use."""
        if number not in self._engines:
            engine = self.open(number)
            with alone(engine) as db:
                self.fold.metadata.create_all(db)
                reading.create_all(db)
            self._engines[number] = engine
        return self._engines[number]

    def number(self, state: str) -> int | None:
        with at_once(self.engine) as db:
            return db.execute(NUMBER, {"which": state}).scalar()

    def live(self) -> Engine:
        """The engine to read from; the first generation is made when there is none."""
        return self.of(self.number("live") or self._start("live"))

    def outdated(self) -> bool:
        """Whether the live generation was written by another version of the fold."""
        live = select(generation.c.version).where(generation.c.state == "live")
        with self.engine.connect() as db:
            version = db.execute(live).scalar()
        return version not in (None, self.version)

    @property
    def version(self) -> str:
        """Of the tables and of what is made of the facts: a live generation of another is outdated."""
        return f"{self.fold.version}/{SHAPE}"

    def step(self) -> list[Progress]:
        """One step of the worker that keeps the live generation current; follows a swap."""
        engine = self.live()
        if self._worker is None or self._worker.engine is not engine:
            self._worker = Worker(engine, self.fold, self.feeds, self.clock, self.react, self.mine)
        return self._worker.attend()

    def _start(self, state: str) -> int:
        """A new generation in this state; or the one that another process has made meanwhile."""
        with alone(self.engine) as db:
            there = db.execute(NUMBER, {"which": state}).scalar()
            if there:
                return int(there)
            numbers = [row.number for row in db.execute(select(generation.c.number))]
            number = max(numbers, default=0) + 1
            row = {"number": number, "version": self.version, "state": state, "first": 0}
            db.execute(generation.insert().values(row | {"started": recorded_text(self.clock())}))
        return number

    def _become(self, db: Connection, old: str, new: str) -> None:
        db.execute(update(generation).where(generation.c.state == old).values(state=new))

    def rebuild(self) -> "Rebuild":
        """A new generation beside the live one (or the unfinished one), to be stepped to its end."""
        unfinished = self.number("building")
        if unfinished and not self._made_of_what_is_there(unfinished):
            with writing(self.engine) as db:
                self._become(db, "building", "dropped")
        number = self.number("building") or self._start("building")
        live = self.number("live") or self._start("live")
        with self.of(live).connect() as db:
            bulk = self.bulk(self, number, positions(db)) if self.bulk else None
        return Rebuild(self, number, self._beside(number), self._made_of_what_is_there(live), bulk)

    def _made_of_what_is_there(self, number: int) -> bool:
        """Whether a generation is of this version, and the sources still are the logs that it has read."""
        version = select(generation.c.version).where(generation.c.number == number)
        with self.engine.connect() as db:
            if db.execute(version).scalar_one() != self.version:
                return False
        with self.of(number).connect() as db:
            rows = db.execute(select(reader).where(reader.c.last > 0)).all()
            if self.bulk is None and db.execute(select(stretch)).first():
                return False  # one reader would read again what was read in stretches
        feeds = self.again() if self.again else self.feeds
        try:
            for row in rows:
                while not holds(feeds[row.source], row.last, row.leaf):
                    pass
        except OtherLog:
            return False
        return True

    def _beside(self, number: int) -> Worker:
        """A worker that reads everything, and reacts to nothing: a replay has no side effects."""
        feeds = self.again() if self.again else self.feeds
        return Worker(self.of(number), self.fold, feeds, self.clock)

    def swap(self, number: int) -> None:
        """The built one goes live, the live one is kept, an older one is let go; one transaction.

        Raises Zombie when it is being built no more: another process has swapped it in, or given it up.
        """
        with writing(self.engine) as db:
            if db.execute(NUMBER, {"which": "building"}).scalar() != number:
                raise Zombie(f"generation {number} is being built no more")
            self._become(db, "kept", "dropped")
            self._become(db, "live", "kept")
            self._become(db, "building", "live")

    def give_up(self, number: int) -> None:
        """Build it no further: the next rebuild begins anew."""
        given_up = update(generation).where(generation.c.number == number, generation.c.state == "building")
        with writing(self.engine) as db:
            db.execute(given_up.values(state="dropped"))

    def back(self) -> None:
        """Return to the kept generation, caught up first."""
        number = self.number("kept")
        if number is None:
            raise LookupError("no earlier generation is kept")
        kept = Rebuild(self, number, self._beside(number))
        while not kept.step():
            pass
        with writing(self.engine) as db:
            self._become(db, "live", "building")
            self._become(db, "kept", "live")
            self._become(db, "building", "kept")

    def progress(self, number: int) -> Built:
        """Position, rate and time left of a generation, from what it has stored."""
        with self.engine.connect() as db:
            row = db.execute(select(generation).where(generation.c.number == number)).one()
        with self.of(number).connect() as db:
            rows = db.execute(select(reader.c.last, reader.c.head)).all()
            aside = sum(each.last - each.first + 1 for each in db.execute(select(stretch)))
        last, head = sum(each.last for each in rows) + aside, sum(each.head for each in rows)
        seconds = (self.clock() - datetime.fromisoformat(row.started)).total_seconds()
        rate = (last - row.first) / seconds if seconds > 0 else 0.0
        return Built(number, row.state, last, head, rate, (head - last) / rate if rate else None)


Bulk = Callable[[Views, int, Mapping[str, int]], Callable[[], bool] | None]


@dataclass(frozen=True)
class Rebuild:
    """A generation on its way: step until True, then `finish`.

    `comparable`: the live one was made by this version of the fold, of the logs that are there now.
    """

    views: Views
    number: int
    worker: Worker
    comparable: bool = True
    bulk: Callable[[], bool] | None = None

    def step(self) -> bool:
        """One page of every source; whether it is where the live one is.

        It never passes it, for what comes next has not been reacted to; of a log that is no more the
        live one may have read further than there is.
        """
        if self.bulk and not self.bulk():
            return False
        with self.views.live().connect() as db:
            at, unanswered = positions(db), waiting(db)
        steps = self._follow(at, unanswered)
        return all(not each.behind or (not self.comparable and self._ended(each)) for each in steps)

    def _follow(self, until: Mapping[str, int], unanswered: Collection[bytes]) -> list[Progress]:
        """What the live one has parked has had no reaction: it is parked here too, to be redriven."""
        self.worker.react = self.views.react and partial(refuse, unanswered)
        return self.worker.step(until)

    def _ended(self, at: Progress) -> bool:
        """Whether a source has nothing more to tell."""
        if at.moved or at.gap:
            return False
        page = self.worker.feeds[at.source].read(at.last, 1)
        return not page.entries and page.head <= at.last

    def progress(self) -> Built:
        return self.views.progress(self.number)

    def finish(self) -> dict[str, int]:
        """Compare with the live generation at its own positions, catch up with it, swap; rows per table.

        Raises Differs when a table does not agree (it is given up then), Zombie when another was faster.
        """
        rows = self.compare() if self.comparable else {}
        while not self.step():
            pass
        self.views.swap(self.number)
        return rows

    def compare(self) -> dict[str, int]:
        for way in WAYS:
            with snapshot(self.views.live()) as db:
                at, unanswered = positions(db), waiting(db)
                live = digests(db, self.views.fold, way)
            while any(each.behind for each in self._follow(at, unanswered)):
                pass
            with snapshot(self.views.of(self.number)) as db:
                ours = digests(db, self.views.fold, way)
            if live == ours:
                return {name: count for name, (count, _) in ours.items()}
        wrong = [name for name in live if live[name] != ours[name]]
        self.views.give_up(self.number)
        raise Differs(f"tables differ at {at}: {', '.join(wrong)}")


def waiting(db: Connection) -> set[bytes]:
    """The entries that are parked."""
    return set(db.execute(select(parked.c.entry)).scalars())


def refuse(unanswered: Collection[bytes], heard: Heard) -> None:
    if heard.entry in unanswered:
        raise ValueError("parked in the live generation too")


def snapshot(engine: Engine) -> Connection:
    """A connection that sees one moment of the database."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def digests(db: Connection, fold: Fold, way: int) -> dict[str, tuple[int, str]]:
    """Rows and content digest of every table that is a function of the facts alone."""
    tables = fold.metadata.sorted_tables
    return {each.name: digest(db, each, way) for each in tables if not each.info.get("derived")}


def digest(db: Connection, table: Table, way: int) -> tuple[int, str]:
    """How many rows, and the sum of their hashes; `info["rows"]` asks, in `WAYS`, for what a table lists."""
    rows = table.info.get("rows", {}).get(db.dialect.name, [f"select * from {table.name}"])[way]
    if db.dialect.name == "postgresql":  # hashes its rows itself, on every core
        hashed = f"select count(*), sum(hash_record_extended(row, 0))::text from ({rows}) as row"
        return tuple(db.exec_driver_sql(hashed).one())
    hashes = [int.from_bytes(sha256(repr(tuple(row)).encode()).digest()) for row in db.exec_driver_sql(rows)]
    return len(hashes), f"{sum(hashes):x}"
