"""What every heard fact says to the measures: lines and dated values, and the events that told them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import (
    DDL,
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
    delete,
    event,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.chassis.stores.many_rows import insert_rows
from services.chassis.worker import Heard
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.folding import DAY, POSITION, Row, Said
from services.evaluation.domain.lines import Entry, Telling, entries, say

metadata = MetaData()
Position = BigInteger().with_variant(Integer, "sqlite")
SOURCE, DATE, INSTANT = String(64), String(10), String(27)
NEVER = "9999-12-31"


def _place() -> tuple[Column[Any], ...]:
    return (
        Column("source", SOURCE, primary_key=True),
        Column("position", Position, primary_key=True, autoincrement=False),
    )


# What two generations are compared by. Sooner: all that a unit's year says, folio after folio. But what was
# parked for a while lies in a folio of its own, so exactly: all that folios list, in whichever of them.
WHOLE = """select unit, year, source, string_agg(nullif(lines, ''), E'\\n' order by position),
    string_agg(told, E'\\n' order by position) from folio group by unit, year, source"""
LISTED = """select unit || year || source || one from folio,
    string_to_table(concat_ws(E'\\n', nullif(lines, ''), told), E'\\n') as one"""
LISTED_SQLITE = """select unit || year || source || one.value from folio,
    json_each('[' || replace(ltrim(lines || char(10) || told, char(10)), char(10), ',') || ']') as one"""


# A leaf of the ledger: what a batch of one source's events says of one unit's days in one year. `position` is
# where it begins. Lines and the heads of the events that told them are JSON, one on a line of text: a row for
# each costs many times as much to write, and whoever reads one of them reads its neighbours too.
folio = Table(
    "folio",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("year", String(4), primary_key=True),
    *_place(),
    Column("lines", Text, nullable=False),
    Column("told", Text, nullable=False),
    info={"rows": {"postgresql": [WHOLE, LISTED], "sqlite": [LISTED_SQLITE]}},
)
FASTER = """
    do $$ begin
      if exists (select from pg_settings
                 where name = 'default_toast_compression' and 'lz4' = any(enumvals)) then
        alter table folio alter lines set compression lz4, alter told set compression lz4;
      end if;
    end $$
"""
event.listen(folio, "after_create", DDL(FASTER).execute_if(dialect="postgresql"))
entry = Table(  # its columns stand as in `lines.Entry`
    "entry",
    metadata,
    Column("fact", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("day", DATE, nullable=False),
    Column("known", DATE, nullable=False),
    *_place(),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("recorded", INSTANT, nullable=False),
    Column("value", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Index("entry_by_unit", "unit"),
    Index("entry_by_register", "register"),
    sqlite_with_rowid=False,
)
# One row per unit: locked before its lines are read, and raised by whoever adds lines. `since` is the
# earliest day that these speak of: what was asked for an earlier day stays as it is.
unit = Table(
    "unit",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("stale", Integer, nullable=False),
    Column("since", DATE, nullable=False),
    info={"derived": True},
)


Place = tuple[str, str, str]  # unit, year, source
KEY = (folio.c.unit, folio.c.year, folio.c.source)


# Of an event behind a line: position, id, type, stream, time, recorded time, actor.
HeadRow = tuple[str, str, str, str, str, str, str]
encode = msgspec.json.Encoder().encode_lines
lines_in = msgspec.json.Decoder(Row).decode_lines
heads_in = msgspec.json.Decoder(HeadRow).decode_lines


class Folio:
    """A folio that is being written: what is added is text at once, so nothing else of an event is kept."""

    def __init__(self, position: int) -> None:
        self.position, self.since = position, NEVER  # of its lines the earliest day
        self.lines, self.told = bytearray(), bytearray()

    def add(self, lines: Sequence[Row], told: Sequence[HeadRow]) -> None:
        """Lines, and the heads of the events that told them."""
        self.lines += encode(lines)
        self.told += encode(told)
        for line in lines:
            self.since = min(self.since, line[DAY])

    def row(self) -> tuple[int, str, str]:
        """Position, lines and heads as they are stored."""
        return self.position, self.lines[:-1].decode(), self.told[:-1].decode()


def head_of(told: Heard, position: str, recorded: str) -> HeadRow:
    said = told.attributes
    return position, said.id, told.type, said.subject, said.time, recorded, said.authid


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
        return f"ledger-6-{self.digest[:16]}"

    @property
    def metadata(self) -> MetaData:
        return metadata

    @property
    def hears(self) -> Mapping[str, type]:
        return dict.fromkeys(self.catalogue.versions, dict)

    def apply(self, db: Connection, heard: Iterable[Heard]) -> None:
        """Add what a batch says and mark the units that it touches, in one transaction."""
        folios: dict[Place, Folio] = {}
        dated: list[Entry] = []
        for each in heard:
            position, recorded = str(each.position), each.recorded
            said, values = self._said(each, position, recorded)
            head = [head_of(each, position, recorded)]
            for (unit, year), lines in said.items():
                place = unit, year, each.source
                if place not in folios:
                    folios[place] = Folio(each.position)
                folios[place].add(lines, head)
            dated += values
        insert_rows(db, folio, [(*place, *found.row()) for place, found in folios.items()])
        insert_rows(db, entry, [*map(entry_row, dated)])
        mark(db, touched(folios, dated))

    def take_out(self, db: Connection, heard: Sequence[Heard]) -> None:
        """Take away what `apply` has added of these events of one source."""
        gone = {str(each.position) for each in heard}
        said = [(each.source, self._said(each, str(each.position), each.recorded)[0]) for each in heard]
        for place in sorted({(*place, source) for source, places in said for place in places}):
            here = [column == value for column, value in zip(KEY, place, strict=True)]
            for row in db.execute(select(folio).where(*here)).all():
                _rewrite(db, row, gone)
        for each in heard:
            here = [entry.c.source == each.source, entry.c.position == each.position]
            db.execute(delete(entry).where(*here))

    def _said(self, each: Heard, position: str, recorded: str) -> tuple[Said, list[Entry]]:
        """What an event says, by unit and year, and its dated values; it is named where these belong too."""
        said: Said = defaultdict(list)
        day = recorded_day(recorded, self.zone)
        say(said, self.catalogue, each.type, each.fact, position, day.isoformat())
        if each.type not in self.catalogue.dating:
            return said, []
        told = Telling(each.source, each.position, each.type, recorded, day, each.fact)
        values = entries(told, self.catalogue)
        for value in values:
            said.setdefault((value.unit, f"{value.day.year:04}"), [])
        return said, values


def _rewrite(db: Connection, row: Any, gone: Collection[str]) -> None:
    """A folio without the lines of these positions; it begins with the first that is left."""
    db.execute(delete(folio).where(*(each == getattr(row, each.name) for each in folio.primary_key)))
    if told := [head for head in heads_in(row.told) if head[0] not in gone]:
        left = Folio(int(told[0][0]))
        left.add([line for line in lines_in(row.lines) if line[POSITION] not in gone], told)
        insert_rows(db, folio, [(row.unit, row.year, row.source, *left.row())])


def touched(folios: Mapping[Place, Folio], dated: Iterable[Entry]) -> dict[str, str]:
    """The units that lines and dated values speak of, each with the earliest day."""
    merged = ((each.value, each.day.isoformat()) for each in dated if each.register == "merged-into")
    named = ((each.unit, each.day.isoformat()) for each in dated)
    told = ((unit, found.since) for (unit, *_), found in folios.items() if found.lines)
    return dict(sorted({*told, *named, *merged}, reverse=True))  # the last of a unit stays: its earliest


def mark(db: Connection, since: Mapping[str, str]) -> None:
    """Raise these units' staleness, in order of their ids so that two workers never deadlock."""
    if not since:
        return
    ordered = sorted(since)
    known = {row.unit for row in db.execute(select(unit.c.unit).where(unit.c.unit.in_(ordered)))}
    new = [{"unit": each, "stale": 0, "since": NEVER} for each in ordered if each not in known]
    if new:
        _insert_missing(db, new)
    day = bindparam("day", type_=DATE)
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


def entry_row(told: Entry) -> tuple[str | int, ...]:
    return tuple(told._replace(day=told.day.isoformat(), known=told.known.isoformat()))  # type: ignore[arg-type]
