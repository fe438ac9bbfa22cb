"""The outcome of a period: every unit's score, then places, awards one after the other, allowances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.evaluation.domain.awarding import Decided, Given, Won, allowance, allowed, given, won_by
from services.evaluation.domain.case import Case, cases_of
from services.evaluation.domain.combining import Part
from services.evaluation.domain.facts import Book, Fact, Register, book, heirs
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.grading import Result, graded
from services.evaluation.domain.lines import Entry, Line
from services.evaluation.domain.netting import net
from services.evaluation.domain.ranks import places
from services.evaluation.domain.windows import Window


@dataclass(frozen=True)
class Outcome:
    """Results by unit, with places, awards and allowances; and the awards with their winners."""

    results: Mapping[str, Result]
    awards: tuple[Given, ...]


def books_of(
    lines: Iterable[Line], entries: Iterable[Entry], scheme: Scheme, day: date, known_on: date = date.max
) -> dict[str, Book]:
    """The books of all units that exist on a day, of what was recorded by `known_on`."""
    values = Register(entries, known_on)
    heir = heirs(values, day) if scheme.units.successor == "inherits" else {}
    facts: dict[str, list[Fact]] = {unit: [] for unit in existing(values, day)}
    for fact in net(lines, known_on):
        for unit in {fact.unit, heir.get(fact.unit, fact.unit)}.intersection(facts):
            facts[unit].append(fact)
    world: dict[str, Book] = {}
    world |= {unit: book(unit, found, values, world) for unit, found in facts.items()}
    return world


def existing(values: Register, day: date) -> list[str]:
    """Units that exist on a day."""
    return [each for each in values.units("kind") if exists(values, each, day)]


def exists(values: Register, unit: str, day: date) -> bool:
    """Whether a unit was founded and is not closed on a day."""
    return bool(values.value("kind", unit, day)) and not values.at("closed", unit, day)


def judge(scheme: Scheme, books: Mapping[str, Book], window: Window, as_of: date) -> Outcome:
    """The outcome for all units of the scheme's kinds; those that exist compete with one another.

    A unit that was not founded yet, or is closed, has a score when its book is there, and no place.
    """
    cases = cases_of(scheme, books, window, as_of)
    for unit in [unit for unit, case in cases.items() if case.kind and case.kind not in scheme.kinds]:
        del cases[unit]
    results = {unit: graded(case) for unit, case in cases.items()}
    day = min(as_of, window.end)
    competing = {unit: case for unit, case in cases.items() if exists(case.book.register, unit, day)}
    numbers = {
        each.id: {unit: allowance(each, replace(case, result=results[unit])) for unit, case in cases.items()}
        for each in scheme.allowances
    }
    awards, won = awarded(scheme, competing, results, numbers)
    ranked = [unit for unit in competing if not results[unit].why_no_place]
    stands = places({unit: (results[unit].category, results[unit].rank) for unit in ranked})
    finished = {
        unit: replace(
            _finished(result, won, {each.id: numbers[each.id][unit] for each in scheme.allowances}),
            place=stands.get(unit),
            why_no_place=result.why_no_place or ("" if unit in competing else "not-there"),
        )
        for unit, result in results.items()
    }
    return Outcome(finished, awards)


def _finished(result: Result, won: Won, numbers: Mapping[str, Part]) -> Result:
    """The result with the unit's awards and allowances."""
    held = won_by(won, result)
    allowances = {each.id: allowed(each, numbers[each.id], held) for each in result.scheme.allowances}
    return replace(result, awards=tuple(name for name in won if name in held), allowances=allowances)


def awarded(
    scheme: Scheme,
    cases: Mapping[str, Case],
    results: Mapping[str, Result],
    numbers: Mapping[str, Mapping[str, Part]],
) -> tuple[tuple[Given, ...], Won]:
    """The awards one after the other, and who has won each; `numbers`: the allowances by id and unit."""
    won: dict[str, set[tuple[str, str]]] = {}
    still: dict[str, set[tuple[str, str]]] = {}
    awards = []
    for award in scheme.awards:
        awards.append(found := given(award, cases, results, numbers, Decided(won, still)))
        won[award.id] = {each.entrant.who for each in found.winners}
        still[award.id] = {each.who for each in (*found.undecided, *found.waiting)}
    return tuple(awards), won
