"""What the ledger knows of a unit: its netted facts and dated values under both clocks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from services.evaluation.domain.facts import Book, Fact, Register, book, heirs, order
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.lines import Entry
from services.evaluation.domain.netting import day_of, facts_of, summed, within
from services.evaluation.domain.windows import Window
from services.evaluation.projections.folios import versions
from services.evaluation.projections.ledger import entry
from services.evaluation.projections.needed import Until, needed

Units = Collection[str]


def register(db: Connection, known_on: date | None = None, units: Units | None = None) -> Register:
    """All dated values, as known at the end of a day (None: now).

    Of all units; or only of these, and which units were merged into which.
    """
    query = select(entry)
    if known_on:
        query = query.where(entry.c.known <= known_on.isoformat())
    if units is not None:
        query = query.where(or_(entry.c.unit.in_(sorted(units)), entry.c.register == "merged-into"))
    return Register(as_entry(row) for row in db.execute(query))


def as_entry(row: Any) -> Entry:
    """A stored dated value as the engine reads it."""
    fact, register, key, unit, day, known, *told = row
    return Entry(fact, register, key, unit, day_of(day), day_of(known), *told)


def inherited(scheme: Scheme, values: Register, day: date) -> dict[str, str]:
    """Which unit's facts are also whose on `day`, if the scheme lets them be inherited."""
    return heirs(values, day) if scheme.units.successor == "inherits" else {}


def books_of(
    db: Connection, scheme: Scheme, units: Units, window: Window, heir: Mapping[str, str], values: Register,
    known_on: date | None, figures: Sequence[Until] = (),
) -> dict[str, Book]:  # fmt: skip
    """A book for each unit, with the facts of those whose `heir` it is.

    For `figures` alone (of these windows, up to these days) what is only summed has no facts but sums.
    """
    asked, shares = needed(scheme, window, figures), _shares(units, heir)
    facts: dict[str, list[Fact]] = defaultdict(list)
    sums = {unit: asked.none() for unit in units}
    for unit, source, found in versions(db, shares, asked.days, known_on):
        mine = facts_of(
            unit, source, (each for each in found if within(asked.facts, each.content, each.known))
        )
        more = list(summed(found, asked.sums))
        for each in shares[unit]:
            facts[each] += mine
            for stretch, measure, tally in more:
                sums[each][stretch][measure].append(tally)
    world: dict[str, Book] = {}
    for unit in units:
        ordered = sorted(facts[unit], key=order)
        world[unit] = book(unit, ordered, values, world, sums[unit], asked.only_sums)
    return world


def _shares(units: Units, heir: Mapping[str, str]) -> dict[str, list[str]]:
    """For whom each unit's facts count: itself and its heir, where they are asked for."""
    wanted = {*units, *(old for old, new in heir.items() if new in units)}
    return {
        one: [each for each in dict.fromkeys((one, heir.get(one, ""))) if each in units] for one in wanted
    }
