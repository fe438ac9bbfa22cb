"""Places, awards in sequence, and allowances: what is decided when every unit's points are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from services.evaluation.domain.case import Case
from services.evaluation.domain.combining import Part, rounded
from services.evaluation.domain.frame import Allowance, Award, Quota, Ties
from services.evaluation.domain.grading import Result
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.ranks import Group, Rank, grouped, own, rank, tie_keys
from services.evaluation.domain.scoring import weigh

ZERO = Fraction(0)


Won = Mapping[str, set[tuple[str, str]]]  # by award: (unit, person or "")


@dataclass(frozen=True)
class Decided:
    """Who has won the awards so far, and who still may when equals are told apart by somebody."""

    won: Won
    open: Won


@dataclass(frozen=True)
class Entrant:
    """Who competes for an award: a unit, or a person of a unit."""

    unit: str
    person: str
    category: str
    points: Fraction  # by which it is ranked
    rank: Rank  # the points (turned where the lowest are best), then the tie keys; higher is better
    waits: bool = False  # whether it may enter depends on an earlier award that is not decided

    @property
    def who(self) -> tuple[str, str]:
        return self.unit, self.person


@dataclass(frozen=True)
class Winner:
    entrant: Entrant
    place: int
    equal: bool  # others have the same rank, and no rule tells them apart
    reward: Fraction | None = None


@dataclass(frozen=True)
class Given:
    """An award with its winners, best first (none: nobody reached it). `undecided`: equals at the border.

    `waiting`: who has a place, or may get one, only by what is decided about an earlier award.
    `ungrouped`: units that compete in no group, because they were told none.
    """

    award: Award
    winners: tuple[Winner, ...]
    undecided: tuple[Entrant, ...] = ()
    waiting: tuple[Entrant, ...] = ()
    ungrouped: tuple[str, ...] = ()


def given(award: Award, cases: Mapping[str, Case], results: Mapping[str, Result],
          allowances: Mapping[str, Mapping[str, Part]], decided: Decided) -> Given:  # fmt: skip
    """The winners of one award, after those before it."""
    units = [unit for unit in cases if _may_win(award, cases[unit], results[unit])]
    entrants = _fitting(award, units, cases, results, decided)
    winners: list[Winner] = []
    border: list[Entrant] = []
    waiting: list[Entrant] = []
    for category in sorted({each.category for each in entrants}):
        field = sorted((each for each in entrants if each.category == category), key=_order)
        size = _field(award, category, cases, [each for each in field if not each.waits])
        taken = _taken(field, _number(award.quota, category, size, field, allowances), award.ties)
        winners += [replace(each, reward=_reward(award, cases[each.entrant.unit])) for each in taken.winners]
        border += taken.undecided
        waiting += taken.waiting
    ungrouped = tuple(unit for unit in units if not grouped(cases[unit], award.within))
    return Given(award, tuple(winners), tuple(border), tuple(waiting), ungrouped)


def _fitting(award: Award, units: Iterable[str], cases: Mapping[str, Case], results: Mapping[str, Result],
             decided: Decided) -> list[Entrant]:  # fmt: skip
    """Who competes: in a group, with enough points, and not kept out by the awards before."""
    found = []
    for unit in units:
        if grouped(cases[unit], award.within):
            for each in _entrants(award, cases[unit], results[unit]):
                fits = _fits(award, results[unit], each.person, decided)
                if fits != "no" and (award.at_least is None or each.points >= award.at_least):
                    found.append(replace(each, waits=fits == "maybe"))
    return found


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
    if (
        (award.kinds and case.kind not in award.kinds)
        or result.barred(award.id)
        or result.why_no_place == "barred"
    ):
        return False
    return all(case.meets(each, result) for each in award.requires)


def _fits(award: Award, result: Result, person: str, decided: Decided) -> str:
    """Whether an entrant has won before what is asked for, and nothing that shuts it out: yes, no, maybe."""
    held, may = won_by(decided.won, result, person), won_by(decided.open, result, person)
    if held.intersection(award.not_of):
        return "no"
    if award.only_of and not held.intersection(award.only_of):
        return "maybe" if may.intersection(award.only_of) else "no"
    return "maybe" if may.intersection(award.not_of) else "yes"


def _entrants(award: Award, case: Case, result: Result) -> Iterable[Entrant]:
    """The unit itself, where it has a value, or its persons by their numbers."""
    if award.entrants == "persons" and award.by:
        yield from _persons(award, award.by, case, result)
    elif (number := _value(award, case, result)) is not None:
        keys = tie_keys(case, result, award.ties)
        category = case.group(award.within)
        yield Entrant(case.book.unit, "", category, number, rank(number, award.low, keys))


def _value(award: Award, case: Case, result: Result) -> Fraction | None:
    """The number by which a unit is ranked; None when it has none."""
    if award.by is None:
        return result.value(award.node)
    measured = case.quantity(award.by)
    return measured.value if measured.told else None


def _persons(award: Award, by: Quantity, case: Case, result: Result) -> Iterable[Entrant]:
    """The unit's persons, each with the sum of his or her numbers, in each category of theirs."""
    unit, tag = case.book.unit, by.each.index(award.within) if award.within in by.each else None
    groups: dict[str, list[Group]] = {}
    for key, number in case.quantity(by).groups:
        category = unit if award.within == "unit" else "" if tag is None else key[tag]
        groups.setdefault(category, []).append((key, number))
    for category, found in groups.items():
        for name, number in own(by, found).items():
            keys = tie_keys(case, result, award.ties, name)
            yield Entrant(unit, name, category, number, rank(number, award.low, keys))


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


@dataclass(frozen=True)
class Taken:
    """Who has the places of a field: for certain, as equals at the border, or if an earlier award says so."""

    winners: list[Winner]
    undecided: list[Entrant]
    waiting: list[Entrant]


def _taken(field: Sequence[Entrant], number: int, ties: Ties) -> Taken:
    """The best of a field, as many as there are places.

    Equals over the border all win where places are shared; else they wait for a lot or a decision. Who
    waits for an earlier award keeps a place here, and so many after the last place wait for it too.
    """
    ranks = [each.rank for each in field]
    at = {each.who: 1 + sum(other > each.rank for other in ranks) for each in field}
    inside = [each for each in field if at[each.who] <= number]
    border = [each for each in inside if at[each.who] + ranks.count(each.rank) - 1 > number]
    border = [] if ties.then == "shared" else border
    sure = [each for each in inside if each not in border]
    more = number + sum(each.waits for each in inside)
    return Taken(
        [Winner(each, at[each.who], ranks.count(each.rank) > 1) for each in sure if not each.waits],
        [each for each in border if not each.waits],
        [each for each in inside if each.waits] + [each for each in field if number < at[each.who] <= more],
    )


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
