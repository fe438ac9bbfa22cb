"""Item rules: how a measured quantity becomes points. One function and one line in RULES per kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Params = Mapping[str, Fraction]
Work = Callable[[Fraction, Params, Fraction, int], Fraction]  # (points, params, value, late) -> points
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Rule:
    """`needs` and `takes` are its numbers (takes: with their defaults).

    `ratio`: the value is one quantity over another. `filing`: facts are placed by the day they were
    filed. `advance`: the points stand from the start and only what happens takes them away.
    """

    work: Work
    needs: tuple[str, ...] = ()
    takes: Params = field(default_factory=dict)
    ratio: bool = False
    filing: bool = False
    advance: bool = False


def count(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """`per` points for each unit beyond the first `beyond`."""
    return p["per"] * max(ZERO, value - p["beyond"])


def minimum(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """All points at `at_least`, none below. For counts and for ratios."""
    return points if value >= p["at_least"] else ZERO


def ratio(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """The ratio's share of the points; all of them from `full_at` on."""
    return points * min(ONE, value / p["full_at"])


def shortfall(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """`deduct` for each unit missing below `at_least`."""
    return points - p["deduct"] * max(ZERO, p["at_least"] - value)


def deadline(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """All points when filed by the due day, `late` points when filed after it."""
    return points if value > 0 else p["late"] if late else ZERO


def defect(points: Fraction, p: Params, value: Fraction, late: int) -> Fraction:
    """`deduct` for each occurrence."""
    return points - p["deduct"] * value


RULES: dict[str, Rule] = {
    "count": Rule(count, needs=("per",), takes={"beyond": ZERO}),
    "minimum": Rule(minimum, needs=("at_least",)),
    "ratio-minimum": Rule(minimum, needs=("at_least",), ratio=True),
    "ratio": Rule(ratio, takes={"full_at": ONE}, ratio=True),
    "shortfall": Rule(shortfall, needs=("at_least", "deduct")),
    "deadline": Rule(deadline, takes={"late": ZERO}, filing=True),
    "defect": Rule(defect, needs=("deduct",), advance=True),
}
