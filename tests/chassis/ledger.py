"""A small domain for tests of the stores: a ledger with one inline read model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from services.chassis.commands import Teller, Write
from services.chassis.entry import Prepared
from services.chassis.event_store import Answer, Append, Guard
from services.chassis.events import Vocabulary, event
from services.chassis.projections import Projection, Told

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READ_MODELS = MetaData()
entries_by_title = Table(
    "ledger_title",
    READ_MODELS,
    Column("title", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("actor", Text, nullable=False),
)


@event("ledger.noted.v1")
class Noted:
    title: str
    on: date = date(2026, 3, 1)


@event("ledger.titled.v1", classification="confidential", person="person", personal=("note",))
class Titled:
    title: str
    person: str = "member-1"
    on: date = date(2026, 3, 1)
    note: str = ""


def add_title(db, told_event: Titled, told: Told) -> None:
    db.execute(insert(entries_by_title).values(title=told_event.title, amount=1, actor=told.actor))


TITLES = Projection("titles", (entries_by_title,), {Titled: add_title})


class Reversing:
    """A sealer whose ciphertext is known."""

    def seal(self, person: str, plain: bytes) -> bytes:
        return person.encode() + plain[::-1]


def numbered() -> Iterator[str]:
    return (f"id-{n:06d}" for n in count(1))


def teller() -> Teller:
    """Ids and salts that are the same in every run."""
    ids = numbered()
    return Teller(
        "/hearth/test/ledger",
        Vocabulary(Noted, Titled),
        ZoneInfo("Asia/Shanghai"),
        lambda: next(ids),
        Reversing(),
        lambda: "5a17" * 8,
    )


@dataclass
class Ledger:
    """A store with a pen: `append("a", Noted(title="x"))` at the version last written."""

    store: object
    teller: Teller

    def prepared(self, stream: str, expected: int, *events: object, at: datetime = NOON) -> list[Prepared]:
        write = Write(actor="clerk", at=at)
        return [self.teller.prepare(stream, expected + n, each, write) for n, each in enumerate(events, 1)]

    def append(
        self,
        stream: str,
        *events: object,
        expected: int | None = None,
        at: datetime = NOON,
        guards: tuple[Guard, ...] = (),
        answer: Answer | None = None,
    ) -> int:
        seen = len(self.store.read_stream(stream)) if expected is None else expected
        prepared = self.prepared(stream, seen, *events, at=at)
        return self.store.append(Append(stream, seen, prepared, at, guards, answer, "clerk"))

    def titles(self) -> list[str]:
        with self.store.reading() as db:
            return [row.title for row in db.execute(entries_by_title.select().order_by("title"))]


def notes(how_many: int) -> list[Noted]:
    return [Noted(title=f"note {n}") for n in range(how_many)]


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)
