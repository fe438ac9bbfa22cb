"""How a node is made of its children: every way is a share per child, so that the parts add up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.measured import Measured
from services.evaluation.domain.quantity import Test
from services.evaluation.domain.scheme import Node, Rater, Rounding

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(frozen=True)
class Ground:
    """The condition that takes a node's points, and what it came to. `number`: which of its kind, from 0."""

    rule: str  # zero-out or not-counted
    number: int
    test: Test
    value: Fraction | None
    for_good: bool
    of: Measured | None = None
    over: Measured | None = None


@dataclass(frozen=True)
class Rating:
    """What a rater gives a node: nothing told, its mark in the node's own points, or the computed ones."""

    rater: Rater
    mark: Measured | None = None  # None: the computed points
    points: Fraction | None = None


@dataclass(frozen=True)
class Step:
    """What a rule changed after the parts were added: cap, floor, coefficient, raters, rounding..."""

    rule: str
    delta: Fraction
    limit: Fraction | None = None
    ground: Ground | None = None


@dataclass(frozen=True)
class Proof:
    """Why an item has its points: the rule's numbers, the measured quantity, its facts."""

    rule: str
    numbers: dict[str, Fraction]
    value: Fraction | None  # what the rule was applied to; None: a ratio without denominator
    raw: Fraction
    due: str
    of: Measured
    over: Measured | None = None
    place: int | None = None  # among the units, where the rule asks for it
    baseline: Fraction | None = None  # what growth is measured against
    full: Fraction | None = None  # the item's points for this unit; None: without ceiling


@dataclass(frozen=True)
class Part:
    """A node's result. `points` = sum of share x points of the parts (or the proof's raw) + all steps.

    Where `most` is known and not exceeded, points + lost + open = most.
    """

    node: Node
    points: Fraction
    most: Fraction | None
    lost: Fraction
    open: Fraction
    share: Fraction = ONE  # in the parent
    steps: tuple[Step, ...] = ()
    parts: tuple["Part", ...] = ()
    proof: Proof | None = None
    left_out: bool = False
    ratings: tuple[Rating, ...] = ()


Numbers = Sequence[Fraction]


def _even(weights: Numbers, points: Numbers) -> list[Fraction]:
    return [Fraction(1, len(points))] * len(points)


def _weights(weights: Numbers, points: Numbers) -> list[Fraction]:
    total = sum(weights, ZERO)
    return [weight / total if total else ZERO for weight in weights]


def _pick(best: Callable[[Numbers], Fraction]) -> Callable[[Numbers, Numbers], list[Fraction]]:
    def shares(weights: Numbers, points: Numbers) -> list[Fraction]:
        at = points.index(best(points))
        return [ONE if place == at else ZERO for place in range(len(points))]

    return shares


def _trimmed(weights: Numbers, points: Numbers) -> list[Fraction]:
    if len(points) < 3:
        return _even(weights, points)
    order = sorted(range(len(points)), key=lambda at: points[at])
    dropped = {order[0], order[-1]}
    return [ZERO if at in dropped else Fraction(1, len(points) - 2) for at in range(len(points))]


COMBINE: dict[str, Callable[[Numbers, Numbers], list[Fraction]]] = {
    "sum": lambda weights, points: list(weights),
    "weights": _weights,
    "mean": _even,
    "trimmed-mean": _trimmed,
    "max": _pick(max),
    "min": _pick(min),
}
BY_POINTS = frozenset({"trimmed-mean", "max", "min"})


def shares(node: Node, parts: Sequence[Part], points: Numbers) -> list[Fraction]:
    """The share of every part when these are their points."""
    return COMBINE[node.combine]([part.node.weight for part in parts], points) if parts else []


def together(node: Node, parts: Sequence[Part], points: Sequence[Fraction | None]) -> Fraction | None:
    """What the parts come to when these are their points; None where one without a number decides."""
    known = [each for each in points if each is not None]
    if node.combine == "min":  # what has no ceiling is never the least
        return min(known, default=None if parts else ZERO)
    if node.combine in BY_POINTS and len(known) < len(points):
        return None
    found = zip(shares(node, parts, [each or ZERO for each in points]), points, strict=True)
    counted = [(share, each) for share, each in found if share]
    if any(each is None for _, each in counted):
        return None
    return sum((share * (each or ZERO) for share, each in counted), ZERO)


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """The value in whole multiples of `to`, halves as the mode says (of the absolute value)."""
    if rounding.to.denominator % value.denominator == 0 and rounding.to.numerator == 1:
        return value
    scaled = abs(value) / rounding.to
    whole, rest = divmod(scaled, 1)
    up = {"down": False, "up": rest > 0, "half-up": rest >= HALF, "half-down": rest > HALF,
          "half-even": rest > HALF or (rest == HALF and whole % 2 == 1)}[rounding.mode]  # fmt: skip
    result = (whole + up) * rounding.to
    return -result if value < 0 else result


ROUNDING = ("down", "up", "half-up", "half-down", "half-even")
