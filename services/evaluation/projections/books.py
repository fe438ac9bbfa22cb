"""What the ledger knows of a unit: its netted facts and dated values under both clocks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from services.evaluation.domain.facts import (
    Book,
    Fact,
    Register,
    book,
    heirs,
    order,
)
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.lines import Entry, tags_of
from services.evaluation.domain.windows import Window, year_after
from services.evaluation.projections.ledger import CONTENT, entry, line
from services.evaluation.projections.tallies import Until, needed, sums_of

Units = Collection[str]


def register(db: Connection, known_on: date | None = None) -> Register:
    """All dated values of all units, as known at the end of a day (None: now)."""
    query = select(entry)
    if known_on:
        query = query.where(entry.c.known <= known_on.isoformat())
    return Register(as_entry(row) for row in db.execute(query))


def as_entry(row: Any) -> Entry:
    """A stored dated value as the engine reads it."""
    values = row._mapping
    dated = {"day": _day(values["day"]), "known": _day(values["known"])}
    return Entry(**{**values, **dated})


def inherited(scheme: Scheme, values: Register, day: date) -> dict[str, str]:
    """Which unit's facts are also whose on `day`, if the scheme lets them be inherited."""
    return heirs(values, day) if scheme.units.successor == "inherits" else {}


def books_of(
    db: Connection,
    scheme: Scheme,
    units: Units,
    window: Window,
    heir: Mapping[str, str],
    values: Register,
    known_on: date | None,
    figures: Sequence[Until] = (),
) -> dict[str, Book]:
    """A book for each unit, with the facts of those whose `heir` it is.

    For `figures` alone (of these windows, up to these days) what is only summed is read as sums.
    """
    asked = needed(scheme, figures)
    shares = _shares(units, heir)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in netted(db, which(scheme, window, asked.facts, bool(figures)), list(shares), known_on):
        for unit in shares[fact.unit]:
            facts[unit].append(fact)
    sums = sums_of(db, asked, units, shares, known_on)
    world: dict[str, Book] = {}
    world |= {each: book(each, facts[each], values, world, sums[each], asked.only_sums) for each in units}
    return world


def _shares(units: Units, heir: Mapping[str, str]) -> dict[str, list[str]]:
    """For whom each unit's facts count: itself and its heir, where they are asked for."""
    wanted = {*units, *(old for old, new in heir.items() if new in units)}
    return {
        one: [each for each in dict.fromkeys((one, heir.get(one, ""))) if each in units] for one in wanted
    }


def which(
    scheme: Scheme, window: Window, measures: Units | None = None, figures: bool = False
) -> ColumnElement[bool]:
    """The measures (or those of them) and days that this scheme can ask for.

    Stocks from their beginning, and partners, which are looked for on whatever day they happened.
    """
    asked = list(scheme.quantities())
    stocks = {name for each in asked for name in (*each.plus, *each.minus)}
    stocks |= {name for each in asked for join in each.joins for name in join.of.measures}
    dated = {name for each in asked for name in each.measures} if measures is None else {*measures}
    later = dated & scheme.told_later()
    dated -= stocks
    first, last, after = scheme.reach(window, figures), window.end, year_after(window.end)
    return or_(
        and_(line.c.measure.in_(sorted(stocks)), line.c.day <= last.isoformat()),
        and_(line.c.measure.in_(sorted(dated)), line.c.day.between(first.isoformat(), last.isoformat())),
        and_(
            line.c.measure.in_(sorted(later)),
            line.c.day.between(first.isoformat(), after.isoformat()),
        ),
    )


def netted(db: Connection, which: ColumnElement[bool], units: Units, known_on: date | None) -> Iterable[Fact]:
    """Every version of every fact with what its lines net to, in order: `facts.net` done by SQL."""
    told = line.c.count > 0
    query = (
        select(
            *CONTENT,
            (line.c.amount * line.c.count).label("amount"),
            func.sum(line.c.count).label("net"),
            func.coalesce(func.max(case((told, line.c.position))), 0).label("position"),
            func.coalesce(func.max(case((~told, line.c.position))), 0).label("taken"),
            func.coalesce(func.max(case((told, line.c.known))), "").label("known"),
        )
        .where(line.c.unit.in_(sorted(units)), which)
        .group_by(*CONTENT, line.c.amount * line.c.count)
    )
    if known_on:
        query = query.where(line.c.known <= known_on.isoformat())
    return sorted(map(_fact, db.execute(query)), key=order)


def _fact(row: Any) -> Fact:
    fact, measure, unit, day, filed, person, occasion, subject, tags, source, amount, *rest = row
    net, position, taken, known = rest
    return Fact(_day(day), source, position, fact, person, subject, occasion, unit, tags_of(tags), amount,
                measure, _day(filed) if filed else None, int(net), taken,
                _day(known) if known else date.min)  # fmt: skip


@lru_cache(maxsize=16_384)
def _day(text: str) -> date:
    return date.fromisoformat(text)
