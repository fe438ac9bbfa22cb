"""Places that are computed: a unit's rank among its peers by a number, and the points it brings."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from services.evaluation.domain.case import Case
from services.evaluation.domain.measured import Measured
from services.evaluation.domain.scheme import Item, Placing

ZERO = Fraction(0)
Ratio = Callable[[Case], tuple[Measured, Measured | None, Fraction | None]]


def placed(item: Item, case: Case, ratio: Ratio) -> tuple[Fraction | None, int | None]:
    """The points of the unit's place (None: it has no number), and the place (of one ranking)."""
    placing = item.placing or Placing()
    peers = [each for each in case.peers.values() if each.category == case.category]
    if item.of.each and item.over is None:
        own = dict(ratio(case)[0].groups)
        fields = {key: [dict(ratio(each)[0].groups).get(key) for each in peers] for key in own}
        return sum((points_of(item, placing, own[key], fields[key])[0] for key in own), ZERO), None
    value = ratio(case)[2]
    if value is None:
        return None, None
    return points_of(item, placing, value, [ratio(each)[2] for each in peers])


def points_of(
    item: Item, placing: Placing, value: Fraction, field: Iterable[Fraction | None]
) -> tuple[Fraction, int]:
    """The points of a value in its field, and its place; equals share a place."""
    known = [each for each in field if each is not None]
    place = place_of(value, known, placing.low)
    if placing.less_one and place >= len(known):
        return placing.beyond, place
    if not placing.full:
        return placing.table[place - 1] if place <= len(placing.table) else placing.beyond, place
    full = item.points or ZERO
    return max(placing.least, full - placing.step * max(0, place - placing.full)), place


def place_of(value: Fraction, field: Iterable[Fraction], low: bool = False) -> int:
    """One more than there are better ones."""
    return 1 + sum(each < value if low else each > value for each in field)
