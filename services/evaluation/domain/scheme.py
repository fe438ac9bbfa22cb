"""A scheme: the tree of an assessment sheet, its gates, grades and awards, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from services.evaluation.domain.quantity import Number, Quantity, Test, Title
from services.evaluation.domain.windows import MonthDay

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Citation:
    """Where a rule comes from."""

    sheet: str
    year: str
    clause: str


@dataclass(frozen=True)
class Band:
    """What a number that keeps the limit gives (points, or a factor)."""

    sign: str
    at: Fraction
    gives: Fraction


@dataclass(frozen=True)
class Variant:
    """Numbers for some units only."""

    numbers: Mapping[str, Number]
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    size: Test | None = None
    points: Fraction | None = None


@dataclass(frozen=True)
class Placing:
    """Points by place: a table, or all points for the first `full` places and `step` less for each more."""

    table: tuple[Fraction, ...] = ()
    beyond: Fraction = ZERO
    full: int = 0
    step: Fraction = ZERO
    least: Fraction = ZERO
    low: bool = False  # the lowest number is first
    less_one: bool = False


@dataclass(frozen=True)
class Item:
    """A scored line. `points` None is open-ended."""

    rule: str
    points: Fraction | None
    numbers: Mapping[str, Number]
    variants: tuple[Variant, ...]
    of: Quantity
    over: Quantity | None
    on_roll: bool
    counted_on: str  # of a ratio's rolls: day-asked, period-start, period-end or a day of the year
    when_none: str
    none_points: Fraction
    due: MonthDay | None
    opens: MonthDay | None
    bands: tuple[Band, ...] = ()
    placing: Placing | None = None
    baseline: Quantity | None = None
    years_ago: int = 0  # the item's own value so many years before is the baseline
    begun: bool = True  # of steps below a target: each that is begun counts, not only full ones


@dataclass(frozen=True)
class Rounding:
    """To whole multiples of `to`."""

    to: Fraction
    mode: str


@dataclass(frozen=True)
class Rater:
    """Who marks a node with which weight: `computed`, or marks (a quantity, out of so many points)."""

    who: str
    weight: Fraction
    of: Quantity | None = None
    out_of: Fraction | None = None


@dataclass(frozen=True)
class Applies:
    """For which units a node is meant, and what it gives the others: full, zero or leave-out."""

    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    size: Test | None = None
    otherwise: str = "full"


@dataclass(frozen=True)
class Coefficient:
    """A factor, or a factor by the size of the unit."""

    number: Fraction = ONE
    of: Quantity | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Node:
    """A node of the sheet: a scored item, or a combination of nodes."""

    id: str
    title: Title
    cite: tuple[Citation, ...] = ()
    role: str = ""
    item: Item | None = None
    combine: str = "sum"
    children: tuple["Node", ...] = ()
    each_period: str = ""
    weight: Fraction = ONE
    raters: tuple[Rater, ...] = ()
    coefficient: Coefficient = field(default_factory=Coefficient)
    cap: Fraction | None = None  # that the sheet names; without it an item's points are its cap
    floor: Fraction | None = None
    rounding: Rounding | None = None
    applies: Applies = field(default_factory=Applies)
    zero_if: tuple[Test, ...] = ()
    counts_if: tuple[Test, ...] = ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Gate:
    """A bar: what it asks, and what it takes away. It never touches the visible score."""

    id: str
    title: Title
    cite: tuple[Citation, ...]
    test: Test
    bars: frozenset[str]
    kinds: frozenset[str] = frozenset()  # of unit; empty: all
    years: int = 1  # so many windows, this one included, can shut it
    size: Test | None = None  # which units it is meant for
    place: bool = False  # whether it takes the place away, and with it every award
