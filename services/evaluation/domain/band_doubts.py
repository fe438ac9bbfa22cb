"""Bands of which the first that is reached counts: which never are, which leave a gap, which bring more."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from services.evaluation.domain.facts import exact
from services.evaluation.domain.reading import Cursor, as_number

ZERO = Fraction(0)
UP, DOWN = {"at": True, "at_least": True, "above": False}, {"at_most": True, "below": False}


class Limit(NamedTuple):
    """A threshold: from where on upwards (or downwards), itself included or not."""

    up: bool
    at: Fraction
    included: bool


def number(at: Cursor) -> Fraction | None:
    """An exact number where there is one; nothing is noted where there is none."""
    return as_number(at.value)


def highest(found: Iterable[Fraction | None]) -> Fraction | None:
    """The highest of the numbers that are there."""
    return max((each for each in found if each is not None), default=None)


def _limit(at: Cursor) -> Limit | None:
    for sign in (*UP, *DOWN):
        value = number(at[sign])
        if value is not None:
            return Limit(sign in UP, value, (UP | DOWN)[sign])
    return None


def _covers(one: Limit, other: Limit) -> bool:
    """Whether everything that reaches the other reaches this one."""
    if one.up is not other.up:
        return False
    further = one.at < other.at if one.up else one.at > other.at
    return further or (one.at == other.at and (one.included or not other.included))


def bands(at: Cursor) -> None:
    """The first band that is reached counts: later ones may be out of reach, or leave a gap between them."""
    found = [(each, limit) for each in at.items() if (limit := _limit(each))]
    for (_, one), (later, other) in combinations(found, 2):
        if _covers(one, other):
            later.warn("this band is never reached: whoever reaches it has reached an earlier one")
            break
    gives = [_gives(each) for each, _ in found]
    if gives not in (sorted(gives), sorted(gives, reverse=True)):
        at.warn(
            "the points go up and down from band to band: %(points)s", points=", ".join(map(exact, gives))
        )
    _gap(at, [limit for _, limit in found])


def _gives(at: Cursor) -> Fraction:
    return next((value for name in ("points", "is") if (value := number(at[name])) is not None), ZERO)


def _gap(at: Cursor, limits: list[Limit]) -> None:
    """What lies between the lowest band upwards and the highest downwards."""
    ups, downs = [each for each in limits if each.up], [each for each in limits if not each.up]
    if not ups or not downs:
        return
    low = min(ups, key=lambda each: (each.at, not each.included))
    high = max(downs, key=lambda each: (each.at, each.included))
    if low.at > high.at or (low.at == high.at and not (low.included or high.included)):
        at.warn("between %(low)s and %(high)s there is no band", low=exact(high.at), high=exact(low.at))


def variants(at: Cursor) -> None:
    """The first variant that fits counts: a kind that stands in two has the numbers of the first."""
    seen: set[str] = set()
    for each in at.items():
        named = set(each["kinds"].texts())
        if "size" not in each and "units" not in each:
            for kind in sorted(named & seen):
                each["kinds"].warn("%(kind)s has a variant already; this one never counts for it", kind=kind)
            seen |= named
    sizes = [(each, limit) for each in at.items() if "kinds" not in each and (limit := _limit(each["size"]))]
    for (_, one), (later, other) in combinations(sizes, 2):
        if _covers(one, other):
            later.warn("this band is never reached: whoever reaches it has reached an earlier one")
    _gap(at, [limit for _, limit in sizes])
