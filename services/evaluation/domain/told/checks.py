"""What several kinds of fact ask of their values."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal

from services.chassis.decider import Refused

PLACES = 2  # decimals of what is told in points, steps or times


def fine(value: Decimal, field: str = "value", places: int = PLACES) -> None:
    """A finite number with at most so many decimals."""
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -places:
        raise Refused("too-fine", "At most %(places)s decimals are possible.", field=field, places=places)


def once(values: Sequence[Hashable], field: str) -> None:
    """No element of a list stands there twice."""
    seen: set[Hashable] = set()
    for place, value in enumerate(values):
        if value in seen:
            raise Refused("named-twice", "This stands here twice.", field=f"{field}/{place}")
        seen.add(value)


def ordered(first: date, last: date | None, field: str) -> None:
    """What ends does not end before it begins."""
    if last and last < first:
        raise Refused("ends-before-it-begins", "This cannot end before it begins.", field=field)


def within(count: int, most: int, field: str) -> None:
    """A part is not more than the whole."""
    if count > most:
        raise Refused("more-than-all", "This cannot be more than %(most)s.", field=field, most=most)
