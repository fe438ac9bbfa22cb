"""Scores of any unit for any day under either clock, computed from lines on demand."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from services.chassis.worker import positions
from services.evaluation.domain.facts import Fact, Register
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.grading import Result
from services.evaluation.domain.grading import walk as parts_of
from services.evaluation.domain.outcome import existing, judge
from services.evaluation.domain.windows import Window
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.folios import Told, tellings


@dataclass(frozen=True)
class Answer:
    """A score, and up to which position of each source it is complete.

    `told` gives the events behind its facts by (source, position) where they were asked for.
    """

    result: Result
    name: str
    known_on: date | None
    complete: dict[str, int]
    told: dict[tuple[str, int], Told] = field(default_factory=dict)


class UnknownUnit(LookupError):
    """Nothing was ever told of this unit, as known on the day asked."""


def scores(
    db: Connection, scheme: Scheme, window: Window, as_of: date, known_on: date | None = None,
    units: Collection[str] | None = None, values: Register | None = None,
) -> list[Answer]:  # fmt: skip
    """The scores of all units that exist on the day asked (or of `units`), by unit.

    `values`: the register as known on that day, where it is at hand.
    """
    complete = positions(db)
    values = register(db, known_on) if values is None else values
    day = min(as_of, window.end)
    chosen = existing(values, day) if units is None else list(units)
    together = set(chosen) if scheme.apart() else {*chosen, *existing(values, day)}
    books = books_of(db, scheme, together, window, inherited(scheme, values, day), values, known_on)
    found = judge(scheme, books, window, as_of).results
    return [
        Answer(found[unit], values.value("name", unit, day), known_on, complete)
        for unit in chosen
        if unit in found
    ]


def explain(
    db: Connection, scheme: Scheme, unit: str, window: Window, as_of: date, known_on: date | None = None
) -> Answer:
    """One unit's score with the events behind every fact. Raises UnknownUnit."""
    values = register(db, known_on, [unit] if scheme.apart() else None)
    if not values.first("kind", unit):
        raise UnknownUnit(unit)
    answer = next(iter(scores(db, scheme, window, as_of, known_on, [unit], values)), None)
    if answer is None:
        raise UnknownUnit(unit)
    return replace(answer, told=tellings(db, facts_of(answer.result)))


def facts_of(result: Result) -> list[Fact]:
    """Every fact that the result names, whether it counts or not."""
    found: list[Fact] = []
    measured = [each for bar in result.bars for each in (bar.of, bar.over)]
    for part in parts_of(result.root):
        measured += [each.mark for each in part.ratings]
        measured += [
            each for step in part.steps if step.ground for each in (step.ground.of, step.ground.over)
        ]
        if part.proof:
            measured += [part.proof.of, part.proof.over]
    for each in measured:
        if each:
            found += [credit.fact for credit in each.counted]
            found += [passed.fact for passed in each.passed]
    return found
