"""What every heard fact says to the measures: lines, dated values, and where they were told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    case,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.chassis.stores.many_rows import insert_rows
from services.chassis.worker import Heard
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.folding import Row
from services.evaluation.domain.lines import Entry, Line, Telling, entries, rows

metadata = MetaData()
Position = BigInteger().with_variant(Integer, "sqlite")
TOLD = ("source", "position", "id", "type", "stream", "time", "recorded", "actor")
SOURCE, DAY, INSTANT = String(64), String(10), String(27)


def _place(key: bool = True) -> tuple[Column[Any], ...]:
    return (
        Column("source", SOURCE, primary_key=key, nullable=False),
        Column("position", Position, primary_key=key, nullable=False, autoincrement=False),
    )


# It has no key: an event that is applied twice is found by its telling's; nobody asks for a line's place.
line = Table(
    "line",
    metadata,
    *_place(key=False),
    Column("ordinal", Integer, nullable=False),
    Column("fact", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("day", DAY, nullable=False),
    Column("known", DAY, nullable=False),
    Column("filed", DAY, nullable=False),
    Column("person", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("amount", Position, nullable=False),
    Index("line_of_unit", "unit", "measure", "day"),
)
# What makes two lines tell the same version of the same fact, beside the amount.
CONTENT = (line.c.fact, line.c.measure, line.c.unit, line.c.day, line.c.filed, line.c.person, line.c.occasion,
           line.c.subject, line.c.tags, line.c.source)  # fmt: skip
entry = Table(
    "entry",
    metadata,
    *_place(),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("fact", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("day", DAY, nullable=False),
    Column("known", DAY, nullable=False),
    Column("recorded", INSTANT, nullable=False),
    Column("value", Text, nullable=False),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
telling = Table(
    "telling",
    metadata,
    *_place(),
    Column("id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("recorded", INSTANT, nullable=False),
    Column("actor", Text, nullable=False),
    sqlite_with_rowid=False,
)
# One row per unit: locked before its lines are read, and raised by whoever adds lines. `since` is the
# earliest day that these speak of: what was asked for an earlier day stays as it is.
NEVER = "9999-12-31"
unit = Table(
    "unit",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("stale", Integer, nullable=False),
    Column("since", DAY, nullable=False),
    info={"derived": True},
)


@dataclass(frozen=True)
class LedgerFold:
    """Every service's facts as lines and dated values, by one catalogue (a `Fold` of the worker).

    `digest` names the catalogue's text: another catalogue is another generation, built beside.
    """

    catalogue: Catalogue
    digest: str
    zone: ZoneInfo

    @property
    def version(self) -> str:
        return f"ledger-4-{self.digest[:16]}"

    @property
    def metadata(self) -> MetaData:
        return metadata

    @property
    def hears(self) -> Mapping[str, type]:
        return dict.fromkeys(self.catalogue.versions, dict)

    def apply(self, db: Connection, heard: Sequence[Heard]) -> None:
        """Add the lines of a batch and mark the units that they touch, in one transaction."""
        lines: list[Row] = []
        dated: list[Entry] = []
        tellings: list[Row] = []
        for each in heard:
            more, values = self._rows(each), self._entries(each)
            if more or values:
                tellings.append(telling_row(each))
            lines += more
            dated += values
        insert_rows(db, line.name, Line._fields, lines)
        insert_rows(db, entry.name, Entry._fields, [*map(entry_row, dated)])
        insert_rows(db, telling.name, TOLD, tellings)
        mark(db, touched(lines, dated))

    def _rows(self, each: Heard) -> list[Row]:
        known = _hour_text(each.entry[47:60], self.zone)
        return rows(self.catalogue, each.type, each.fact, each.source, str(each.position), known)

    def _entries(self, each: Heard) -> list[Entry]:
        if each.type not in self.catalogue.dating:
            return []
        known = recorded_day(each.recorded, self.zone)
        told = Telling(each.source, each.position, each.type, each.recorded, known, each.fact)
        return entries(told, self.catalogue)


def touched(lines: Iterable[Row], dated: Iterable[Entry]) -> dict[str, str]:
    """The units that lines and dated values speak of, each with the earliest day."""
    merged = ((each.value, each.day.isoformat()) for each in dated if each.register == "merged-into")
    named = ((each.unit, each.day.isoformat()) for each in dated)
    places = {*map(UNIT_AND_DAY, lines), *named, *merged}
    return dict(sorted(places, reverse=True))  # the last of a unit stays, and that is its earliest


UNIT_AND_DAY = itemgetter(Line._fields.index("unit"), Line._fields.index("day"))


def mark(db: Connection, since: Mapping[str, str]) -> None:
    """Raise these units' staleness, in order of their ids so that two workers never deadlock."""
    if not since:
        return
    ordered = sorted(since)
    known = {row.unit for row in db.execute(select(unit.c.unit).where(unit.c.unit.in_(ordered)))}
    new = [{"unit": each, "stale": 0, "since": NEVER} for each in ordered if each not in known]
    if new:
        _insert_missing(db, new)
    day = bindparam("day", type_=DAY)
    earliest = case((unit.c.since < day, unit.c.since), else_=day)
    raised = update(unit).where(unit.c.unit == bindparam("which"))
    rows = [{"which": each, "day": since[each]} for each in ordered]
    db.execute(raised.values(stale=unit.c.stale + 1, since=earliest), rows)


def _insert_missing(db: Connection, rows: list[dict[str, Any]]) -> None:
    """Two workers may meet the same new unit: whoever comes second finds it there."""
    insert_new = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    db.execute(insert_new(unit).on_conflict_do_nothing(), rows)


def recorded_day(recorded: str, zone: ZoneInfo) -> date:
    """The recorded day in the school's zone; instants of one hour share their day."""
    return _hour_day(recorded[:13], zone)


@lru_cache(maxsize=4096)
def _hour_day(hour: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(f"{hour}:59:59+00:00").astimezone(zone).date()


class Head(msgspec.Struct, gc=False):
    """What an explanation names of an event, beside its place."""

    id: str
    subject: str
    time: str = ""
    authid: str = ""


head = msgspec.json.Decoder(Head).decode


@lru_cache(maxsize=4096)
def _hour_text(hour: bytes, zone: ZoneInfo) -> str:
    """The day of an hour, as it stands in an entry's recorded time, as text."""
    return _hour_day(hour.decode(), zone).isoformat()


def telling_row(told: Heard) -> Row:
    found = head(told.entry)
    return (told.source, str(told.position), found.id, told.type, found.subject, found.time, told.recorded,
            found.authid)  # fmt: skip


def entry_row(told: Entry) -> Row:
    return tuple(map(str, told))
