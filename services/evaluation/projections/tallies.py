"""Sums of lines by tag, for figures that need no facts: what is only summed is summed by the database."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from services.evaluation.domain.facts import Stretch, Tally
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.lines import tags_of
from services.evaluation.domain.tallying import tallied
from services.evaluation.domain.windows import Window
from services.evaluation.projections.ledger import CONTENT, line

Names = Collection[str]
Until = tuple[Window, date]  # a window, and the last day in it that is asked
Sums = dict[Stretch, dict[str, list[Tally]]]


@dataclass(frozen=True)
class Needed:
    """What a scheme needs of a ledger: sums of measures by stretch of days, and measures fact by fact."""

    sums: Mapping[Stretch, Names]
    facts: frozenset[str]

    @property
    def only_sums(self) -> frozenset[str]:
        return frozenset(name for names in self.sums.values() for name in names) - self.facts


def needed(scheme: Scheme, figures: Iterable[Until]) -> Needed:
    """For figures of these windows; for reasons, where there are none, every fact."""
    sums: dict[Stretch, set[str]] = {}
    facts: set[str] = set()
    asked = list(figures)
    for window, until in asked:
        stretches, in_full = tallied(scheme, window, until)
        facts |= in_full
        for stretch, measures in stretches.items():
            sums.setdefault(stretch, set()).update(measures)
    everything = {name for each in scheme.quantities() for name in each.measures}
    return Needed(sums, frozenset(facts if asked else everything))


def sums_of(
    db: Connection, of: Needed, units: Names, shares: Mapping[str, Sequence[str]], known_on: date | None
) -> dict[str, Sums]:
    """The sums of each unit; `shares`: for whom a unit's lines count."""
    found: dict[str, Sums] = {
        unit: {stretch: {name: [] for name in names} for stretch, names in of.sums.items()} for unit in units
    }
    for stretch, measures in of.sums.items():
        for unit, measure, tally in _tallies(db, stretch, measures, list(shares), known_on):
            for each in shares[unit]:
                found[each][stretch][measure].append(tally)
    return found


def _tallies(
    db: Connection, stretch: Stretch, measures: Names, units: Names, known_on: date | None
) -> Iterator[tuple[str, str, Tally]]:
    """How many live facts with the same tags there are, and their amounts, by unit and measure."""
    first, last = (day.isoformat() for day in stretch)
    facts = (
        select(*CONTENT, (line.c.amount * line.c.count).label("amount"))
        .where(line.c.unit.in_(sorted(units)), line.c.measure.in_(sorted(measures)))
        .where(line.c.day.between(first, last))
        .group_by(*CONTENT, line.c.amount * line.c.count)
        .having(func.sum(line.c.count) > 0)  # a fact that was told twice counts once
    )
    if known_on:
        facts = facts.where(line.c.known <= known_on.isoformat())
    live = facts.subquery()
    keys = (live.c.unit, live.c.measure, live.c.tags)
    found = select(*keys, func.count(), func.sum(live.c.amount)).group_by(*keys)
    for unit, measure, tags, count, amount in db.execute(found):
        yield unit, measure, Tally(tags_of(tags), int(count), int(amount))
