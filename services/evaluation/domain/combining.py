"""How a node is made of its children: every way is a share per child, so that the parts add up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.measuring import Measured
from services.evaluation.domain.scheme import Node, Rounding

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(frozen=True)
class Step:
    """What a rule changed after the parts were added: cap, floor, coefficient, raters, rounding..."""

    rule: str
    delta: Fraction
    limit: Fraction | None = None


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


@dataclass(frozen=True)
class Part:
    """A node's result. `points` = sum of share x points of the parts (or the proof's raw) + all steps.

    Where `most` is known, points + lost + open = most.
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


def _even(parts: Sequence[Part]) -> list[Fraction]:
    return [Fraction(1, len(parts))] * len(parts)


def _weights(parts: Sequence[Part]) -> list[Fraction]:
    total = sum((part.node.weight for part in parts), ZERO)
    return [part.node.weight / total if total else ZERO for part in parts]


def _pick(best: Callable[[Sequence[Fraction]], Fraction]) -> Callable[[Sequence[Part]], list[Fraction]]:
    def shares(parts: Sequence[Part]) -> list[Fraction]:
        points = [part.points for part in parts]
        at = points.index(best(points))
        return [ONE if place == at else ZERO for place in range(len(parts))]

    return shares


def _trimmed(parts: Sequence[Part]) -> list[Fraction]:
    if len(parts) < 3:
        return _even(parts)
    order = sorted(range(len(parts)), key=lambda at: parts[at].points)
    dropped = {order[0], order[-1]}
    return [ZERO if at in dropped else Fraction(1, len(parts) - 2) for at in range(len(parts))]


COMBINE: dict[str, Callable[[Sequence[Part]], list[Fraction]]] = {
    "sum": lambda parts: [part.node.weight for part in parts],
    "weights": _weights,
    "mean": _even,
    "trimmed-mean": _trimmed,
    "max": _pick(max),
    "min": _pick(min),
}


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


def finish(
    node: Node, raw: Fraction, factor: Fraction = ONE, before: Sequence[Step] = ()
) -> tuple[Fraction, tuple[Step, ...]]:
    """Steps before (raters, zero-outs), then coefficient, cap, floor, rounding; every change is a step."""
    steps = list(before)
    points = raw + sum((step.delta for step in before), ZERO) if before else raw
    for rule, limit, changed in _changes(node, factor, points):
        steps.append(Step(rule, changed - points, limit))
        points = changed
    return points, tuple(steps)


def _changes(node: Node, factor: Fraction, points: Fraction) -> Iterator[tuple[str, Fraction, Fraction]]:
    """The rules that change the points, one after the other, with their limits and what is then left."""
    if factor != ONE and points:
        points *= factor
        yield "coefficient", factor, points
    if node.cap is not None and points > node.cap:
        points = node.cap
        yield "cap", node.cap, points
    if node.floor is not None and points < node.floor:
        points = node.floor
        yield "floor", node.floor, points
    if node.rounding and (changed := rounded(points, node.rounding)) != points:
        yield "rounding", node.rounding.to, changed
