"""What stands in the folios of a ledger: versions of facts by unit, lines in order, and who told them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from services.evaluation.domain.facts import Fact
from services.evaluation.domain.folding import KNOWN, POSITION, Row
from services.evaluation.domain.lines import Line, lines_of
from services.evaluation.domain.netting import Days, Netted, netted, within
from services.evaluation.projections.ledger import folio, heads_in, lines_in
from services.evaluation.projections.needed import ALWAYS

c = folio.c
Versions = Iterator[tuple[str, str, list[Netted]]]
AT_ONCE = 50  # folios in memory
EVER = "9999"  # after every day: a telling is given with what took it away, whenever each became known


@dataclass(frozen=True)
class Told:
    """Where and when a fact was told."""

    source: str
    position: int
    id: str
    type: str
    stream: str
    time: str
    recorded: str
    actor: str


def versions(db: Connection, units: Collection[str], days: Days, known_on: date | None) -> Versions:
    """Every version of every fact of these days, in whatever order, by unit and source."""
    known = known_on.isoformat() if known_on else ""
    lines = func.aggregate_strings(c.lines, "\n")
    asked = select(c.unit, c.source, lines).where(c.unit.in_(sorted(units)), c.lines != "", of_days(days))
    for unit, source, told in db.execute(asked.group_by(c.unit, c.source)):
        yield unit, source, netted((row for row in lines_in(told) if within(days, row, row[KNOWN])), known)


def of_days(days: Days) -> ColumnElement[bool]:
    """The folios in which there can be lines of these measures and days."""
    always = sorted(name for name, (first, *_) in days.items() if first == ALWAYS)
    first = min((first for first, *_ in days.values() if first != ALWAYS), default="9999")
    last = max((last for _, last, _ in days.values()), default=ALWAYS)
    named = or_(false(), *(c.lines.contains(f'"{name}"') for name in always))
    return and_(c.year <= last[:4], or_(c.year >= first[:4], named))


def lines(db: Connection, source: str, until: int, days: Days | None = None) -> Iterator[Line]:
    """The lines of a source up to a position, in its order; only those of these days where they are given."""
    asked = select(folio).where(c.source == source, c.position <= until)
    if days is not None:
        asked = asked.where(of_days(days))
    ordered = asked.order_by(c.position, c.unit, c.year).execution_options(yield_per=AT_ONCE)
    waiting: list[tuple[int, str, str, int, Row]] = []  # a folio that begins later has nothing earlier
    for each in db.execute(ordered):
        while waiting and waiting[0][0] < each.position:
            yield from _lines(heappop(waiting), source)
        for number, row in enumerate(lines_in(each.lines)):
            if int(row[POSITION]) <= until and (days is None or within(days, row, EVER)):
                heappush(waiting, (int(row[POSITION]), each.unit, each.year, number, row))
    while waiting:
        yield from _lines(heappop(waiting), source)


def _lines(waiting: tuple[int, str, str, int, Row], source: str) -> list[Line]:
    _, unit, _, _, row = waiting
    return lines_of(row, unit, source)


def tellings(db: Connection, facts: Iterable[Fact]) -> dict[tuple[str, int], Told]:
    """The events that told these facts and took them away, by source and position."""
    named = list(facts)
    wanted = {(each.source, at) for each in named for at in (each.position, each.taken)}
    units, years = ({each.unit for each in named}, {f"{each.day.year:04}" for each in named})
    asked = select(c.source, c.told).where(c.unit.in_(sorted(units)), c.year.in_(sorted(years)))
    return {
        (source, int(position)): Told(source, int(position), *rest)
        for source, told in db.execute(asked)
        for position, *rest in heads_in(told)
        if (source, int(position)) in wanted
    }
