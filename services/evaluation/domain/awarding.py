"""Places, awards in sequence, and allowances: what is decided when every unit's points are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from services.evaluation.domain.case import Case
from services.evaluation.domain.combining import Part, rounded
from services.evaluation.domain.frame import Allowance, Award, Quota, Ties
from services.evaluation.domain.grading import Place, Rank, Result, rank_of, tie_keys
from services.evaluation.domain.measuring import Measured
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.scoring import weigh

ZERO = Fraction(0)


Won = Mapping[str, set[tuple[str, str]]]  # by award: (unit, person or "")


@dataclass(frozen=True)
class Entrant:
    """Who competes for an award: a unit, or a person of a unit."""

    unit: str
    person: str
    category: str
    points: Fraction  # by which it is ranked
    rank: Rank  # the points (turned where the lowest are best), then the tie keys; higher is better


@dataclass(frozen=True)
class Winner:
    entrant: Entrant
    place: int
    equal: bool  # others have the same rank, and no rule tells them apart
    reward: Fraction | None = None


@dataclass(frozen=True)
class Given:
    """An award with its winners, best first (none: nobody reached it). `undecided`: equals at the border."""

    award: Award
    winners: tuple[Winner, ...]
    undecided: tuple[Entrant, ...] = ()


def places(field: Mapping[str, tuple[str, Rank]]) -> dict[str, Place]:
    """Every unit's place in its category, of the categories and ranks of all."""
    found: dict[str, Place] = {}
    for unit, (category, rank) in field.items():
        ranks = [other for group, other in field.values() if group == category]
        better = sum(other > rank for other in ranks)
        found[unit] = Place(category, better + 1, len(ranks), ranks.count(rank) > 1)
    return found


def given(award: Award, cases: Mapping[str, Case], results: Mapping[str, Result],
          allowances: Mapping[str, Mapping[str, Part]], won: Won) -> Given:  # fmt: skip
    """The winners of one award, after those before it."""
    units = [unit for unit in cases if _may_win(award, cases[unit], results[unit])]
    found = [each for unit in units for each in _entrants(award, cases[unit], results[unit])]
    found = [each for each in found if award.at_least is None or each.points >= award.at_least]
    found = [each for each in found if _fits(award, won_by(won, results[each.unit], each.person))]
    winners: list[Winner] = []
    undecided: list[Entrant] = []
    for category in sorted({each.category for each in found}):
        field = sorted((each for each in found if each.category == category), key=_order)
        size = _field(award, category, cases, field)
        number = _number(award.quota, category, size, field, allowances)
        taken, border = _taken(field, number, award.ties)
        winners += [replace(each, reward=_reward(award, cases[each.entrant.unit])) for each in taken]
        undecided += border
    return Given(award, tuple(winners), tuple(undecided))


def _order(entrant: Entrant) -> tuple[object, ...]:
    return (tuple(-each for each in entrant.rank), entrant.unit, entrant.person)


def won_by(won: Won, result: Result, person: str = "") -> set[str]:
    """The grade and awards of a unit and its persons; of a person those of the unit and its own."""
    mine = {(result.unit, ""), (result.unit, person)}
    found = {
        name
        for name, winners in won.items()
        if (mine & winners if person else any(unit == result.unit for unit, _ in winners))
    }
    return found | ({result.grade.id} if result.grade else set())


def _may_win(award: Award, case: Case, result: Result) -> bool:
    """Whether a unit is eligible: its kind, no bar, and what it must have."""
    if (award.kinds and case.kind not in award.kinds) or result.barred(award.id):
        return False
    return all(case.meets(each, result) for each in award.requires)


def _fits(award: Award, held: set[str]) -> bool:
    """Whether an entrant has won before what is asked for, and nothing that shuts it out."""
    return not held.intersection(award.not_of) and bool(not award.only_of or held.intersection(award.only_of))


def _entrants(award: Award, case: Case, result: Result) -> Iterable[Entrant]:
    """The unit itself, or its persons by their numbers."""
    if award.by is None:
        rank = rank_of(case, result, award.node, award.ties, award.low)
        yield Entrant(case.book.unit, "", case.group(award.within), result.points(award.node), rank)
        return
    measured = case.quantity(award.by)
    if award.entrants == "units":
        ties = tuple(tie_keys(case, result, award.ties))
        value = -measured.value if award.low else measured.value
        yield Entrant(case.book.unit, "", case.group(award.within), measured.value, (value, *ties))
        return
    yield from _persons(award, award.by, case, measured)


def _persons(award: Award, by: Quantity, case: Case, measured: Measured) -> Iterable[Entrant]:
    """The unit's persons, each with the sum of his or her numbers."""
    person, tag = by.each.index("person"), by.each.index(award.within) if award.within in by.each else None
    numbers: dict[tuple[str, str], Fraction] = {}
    for key, number in measured.groups:
        category = case.book.unit if award.within == "unit" else key[tag] if tag is not None else ""
        numbers[category, key[person]] = numbers.get((category, key[person]), ZERO) + number
    for (category, name), number in numbers.items():
        yield Entrant(case.book.unit, name, category, number, (-number if award.low else number,))


def _field(award: Award, category: str, cases: Mapping[str, Case], entrants: Sequence[Entrant]) -> int:
    """Of how many a share is taken: of all units of the category, or of those that compete."""
    if award.entrants == "persons" or award.quota.of != "all":
        return len(entrants)
    return sum(case.group(award.within) == category and (not award.kinds or case.kind in award.kinds)
               for case in cases.values())  # fmt: skip


def _number(quota: Quota, category: str, size: int, field: Sequence[Entrant],
            allowances: Mapping[str, Mapping[str, Part]]) -> int:  # fmt: skip
    """How many may win in a category."""
    if quota.allowance:
        return int(allowances[quota.allowance][field[0].unit].points) if field else 0
    if quota.by_category is not None:
        return quota.by_category.get(category, 0)
    number = len(field) if quota.number is None else quota.number
    if quota.share is not None:
        number = max(quota.least, int(rounded(quota.share * size, quota.rounding)))
    return number if quota.most is None else min(number, quota.most)


def _taken(field: Sequence[Entrant], number: int, ties: Ties) -> tuple[list[Winner], list[Entrant]]:
    """The best of a field, as many as there are places.

    Equals over the border all win where places are shared; else they wait for a lot or a decision.
    """
    taken: list[Winner] = []
    for entrant in field:
        equals = [each for each in field if each.rank == entrant.rank]
        place = 1 + sum(each.rank > entrant.rank for each in field)
        over = place + len(equals) - 1 > number
        if place > number:
            break
        if over and ties.then != "shared":
            return taken, equals
        taken.append(Winner(entrant, place, len(equals) > 1))
    return taken, []


def _reward(award: Award, case: Case) -> Fraction | None:
    return None if award.reward is None else case.number(award.reward)


def allowance(rule: Allowance, case: Case) -> Part:
    """What a unit has beside its score, if it may have it."""
    part = weigh(rule.node, case)
    return replace(part, points=rounded(part.points, rule.rounding)) if rule.rounding else part


def allowed(rule: Allowance, part: Part, held: set[str]) -> Part:
    """Nothing of it when it is for winners and the unit is none."""
    kept = not rule.winners_of or held.intersection(rule.winners_of)
    return part if kept else replace(part, points=ZERO)
