"""Item rules: how a measured value becomes points. One function and one line in RULES per kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from services.evaluation.domain.scheme import Band, Item

Params = Mapping[str, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Given:
    """What a rule works on. `late`: days by which the first late filing was late, None when there is none."""

    points: Fraction
    n: Params
    value: Fraction
    item: Item
    late: int | None = None


Work = Callable[[Given], Fraction]


@dataclass(frozen=True)
class Rule:
    """`needs` and `takes` are its numbers (takes: with their defaults).

    `filing`: facts are placed by the day they were filed. `advance`: the points stand from the start and
    only what happens takes them away.
    """

    work: Work
    needs: tuple[str, ...] = ()
    takes: Params = field(default_factory=dict)
    filing: bool = False
    advance: bool = False


def count(of: Given) -> Fraction:
    """`per` points for each unit beyond the first `beyond`."""
    return of.n["per"] * max(ZERO, of.value - of.n["beyond"])


def minimum(of: Given) -> Fraction:
    """All points at `at_least`, none below. For counts and for ratios."""
    return of.points if of.value >= of.n["at_least"] else ZERO


def ratio(of: Given) -> Fraction:
    """The ratio's share of the points: none at `from`, all of them from `full_at` on."""
    start, full = of.n["from"], of.n["full_at"]
    return of.points * max(ZERO, min(ONE, (of.value - start) / (full - start)))


def bands(of: Given) -> Fraction:
    """The points of the first band that is reached; the best stands first."""
    return band(of.item.bands, of.value, ZERO)


def band(found: tuple[Band, ...], value: Fraction, otherwise: Fraction) -> Fraction:
    """What the first band that the value reaches gives."""
    return next((each.gives for each in found if reaches(each.sign, value, each.at)), otherwise)


def reaches(sign: str, value: Fraction, limit: Fraction) -> bool:
    """Whether a value keeps a limit: at_least, above, at_most, below."""
    if sign in ("at_least", "above"):
        return value > limit or (value == limit and sign == "at_least")
    return value < limit or (value == limit and sign == "at_most")


def steps(of: Given) -> Fraction:
    """`up` for each whole step above the target, `down` for each step begun below it (or each whole one)."""
    off = (of.value - of.n["target"]) / of.n["step"]
    below = ceil(-off) if of.item.begun else floor(-off)
    return of.points + (of.n["up"] * floor(off) if off > 0 else -of.n["down"] * below)


def shortfall(of: Given) -> Fraction:
    """`deduct` for each unit missing below `at_least`."""
    return of.points - of.n["deduct"] * max(ZERO, of.n["at_least"] - of.value)


def deadline(of: Given) -> Fraction:
    """All points when filed by the due day; after it `late` points, less `per_day` for each day."""
    if of.value > 0:
        return of.points
    return ZERO if of.late is None else of.n["late"] - of.n["per_day"] * of.late


def defect(of: Given) -> Fraction:
    """`deduct` for each occurrence."""
    return of.points - of.n["deduct"] * of.value


def penalty(of: Given) -> Fraction:
    """`deduct` taken away for each occurrence, from nothing."""
    return -of.n["deduct"] * of.value


def given(of: Given) -> Fraction:
    """All points, always."""
    return of.points


def mark(of: Given) -> Fraction:
    """The mark, scaled from `out_of` to the points."""
    return of.value if not of.n["out_of"] else of.value * of.points / of.n["out_of"]


def place(of: Given) -> Fraction:
    """The points of a computed place, which scoring has found among the units."""
    return of.value


RULES: dict[str, Rule] = {
    "count": Rule(count, needs=("per",), takes={"beyond": ZERO}),
    "minimum": Rule(minimum, takes={"at_least": ONE}),
    "ratio": Rule(ratio, takes={"full_at": ONE, "from": ZERO}),
    "bands": Rule(bands),
    "steps": Rule(steps, needs=("target", "step"), takes={"up": ZERO, "down": ZERO}),
    "shortfall": Rule(shortfall, needs=("at_least", "deduct")),
    "deadline": Rule(deadline, takes={"late": ZERO, "per_day": ZERO}, filing=True),
    "defect": Rule(defect, takes={"deduct": ONE}, advance=True),
    "penalty": Rule(penalty, takes={"deduct": ONE}, advance=True),
    "given": Rule(given, advance=True),
    "mark": Rule(mark, takes={"least": ZERO, "most": ZERO, "out_of": ZERO}),
    "place": Rule(place),
}
TARGETS = frozenset(
    {"at_least", "target", "beyond"}
)  # shrink for a unit that existed for a part of the period
