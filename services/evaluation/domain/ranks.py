"""By what units and persons are ranked: a number, then the keys that tell equals apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from services.evaluation.domain.case import Case
from services.evaluation.domain.frame import TieKey, Ties
from services.evaluation.domain.quantity import Quantity

ZERO, ONE = Fraction(0), Fraction(1)
Rank = tuple[Fraction, ...]  # a number, then for every tie key whether it is told and what; higher is better

Group = tuple[tuple[str, ...], Fraction]  # a key of a quantity, and its number


class Valued(Protocol):
    """Results by node; None where a node is left out."""

    def value(self, node: str) -> Fraction | None: ...


@dataclass(frozen=True)
class Place:
    """The place of a unit in its category. `equal`: others share it, and no rule tells them apart.

    `told_apart`: the tie keys, by their order, that put it before or after others with the same number.
    """

    category: str
    place: int
    of: int
    equal: bool = False
    told_apart: tuple[int, ...] = ()


def rank(number: Fraction, low: bool, keys: Rank) -> Rank:
    """The rank of a number, or of its opposite where the lowest is first."""
    return (-number if low else number, *keys)


def tie_keys(case: Case, result: Valued, ties: Ties, person: str = "") -> Rank:
    """What decides between equals, in order; who has no value stands last, whatever the order."""
    return tuple(each for key in ties.keys for each in _told(key, _value(key, case, result, person)))


def grouped(case: Case, by: str) -> bool:
    """Whether the unit is in a group, where branches are ranked by groups."""
    return not by.startswith("group:") or bool(case.group(by))


def turned(ties: Ties) -> Ties:
    """The same keys for who is last: the one that would be behind comes first."""
    return replace(ties, keys=tuple(replace(key, low=not key.low) for key in ties.keys))


def _told(key: TieKey, value: Fraction | None) -> Iterator[Fraction]:
    yield from (ZERO, ZERO) if value is None else (ONE, -value if key.low else value)


def _value(key: TieKey, case: Case, result: Valued, person: str) -> Fraction | None:
    """The key's value for a unit, or for its person where the key counts by person."""
    if key.of is None:
        return result.value(key.node)
    measured = case.quantity(key.of)
    if person and "person" in key.of.each:
        return own(key.of, measured.groups).get(person)
    return measured.value if measured.told else None


def own(of: Quantity, groups: Iterable[Group]) -> dict[str, Fraction]:
    """The number of each person, over all other keys."""
    at, found = of.each.index("person"), dict[str, Fraction]()
    for key, number in groups:
        found[key[at]] = found.get(key[at], ZERO) + number
    return found


def places(field: Mapping[str, tuple[str, Rank]]) -> dict[str, Place]:
    """Every unit's place in its category, of the categories and ranks of all."""
    found: dict[str, Place] = {}
    for unit, (category, mine) in field.items():
        ranks = [other for group, other in field.values() if group == category]
        better = sum(other > mine for other in ranks)
        keys = {_first_difference(mine, other) for other in ranks if other[:1] == mine[:1] and other != mine}
        found[unit] = Place(category, better + 1, len(ranks), ranks.count(mine) > 1, tuple(sorted(keys)))
    return found


def _first_difference(one: Rank, other: Rank) -> int:
    """The tie key that tells two ranks apart; the last where one has fewer keys."""
    pairs = list(zip(one[1:], other[1:], strict=False))
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs)) // 2
