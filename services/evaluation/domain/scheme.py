"""A scheme: the tree of an assessment sheet, its gates, grades and awards, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from services.evaluation.domain.windows import MonthDay

Title = Mapping[str, str]
Where = tuple[tuple[str, frozenset[str], bool], ...]  # (key or tag, values, wanted)
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Citation:
    """Where a rule comes from."""

    sheet: str
    year: str
    clause: str


@dataclass(frozen=True)
class Worth:
    """What one fact is worth: one, its amount, its days late, or an entry of a table."""

    kind: str = "one"
    by: tuple[str, ...] = ()
    table: Mapping[tuple[str, ...], Fraction] = field(default_factory=dict)
    otherwise: Fraction = ZERO
    places: tuple[Fraction, ...] = ()
    less_one: bool = False  # of n entrants only n - 1 are placed
    share: str = ""  # the tag that says among how many the worth is divided
    decay: tuple[tuple[int, Fraction], ...] = ()  # (days, what is left of the worth), oldest first


@dataclass(frozen=True)
class Join:
    """Only facts that have (`wanted`), or have not, a fact of another measure with the same key."""

    of: "Quantity"
    by: str
    wanted: bool


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number had from facts (`measures`), a stock (`plus`, `minus`), a `register`, or given.

    Equal by identity: a reader makes one of each, so that it is measured once for all who ask.
    """

    name: str
    measures: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    register: str = ""
    key: str = ""
    table: Mapping[str, Fraction] | None = None  # of a register's texts
    number: Fraction | None = None
    sub_units: frozenset[str] | None = None  # how many there are, of these kinds (empty: of all)
    having: "tuple[Test, ...]" = ()  # that sub-units must meet themselves
    where: Where = ()
    each: tuple[str, ...] = ()
    within: str = "sum"
    worth: Worth = field(default_factory=Worth)
    at_most: Fraction | None = None
    reach: Fraction | None = None
    below: Fraction | None = None
    over: "Quantity | None" = None
    across: str = "sum"
    years: int = 1
    shift: int = 0
    placed: str = "day"
    fresh: int | None = None  # days between the day of a fact and its filing
    fresh_vacation: int | None = None
    joins: tuple[Join, ...] = ()
    units: str = "own"
    valid: tuple[Fraction, Fraction] | None = None  # of marks
    step: Fraction = ONE

    @property
    def stock(self) -> bool:
        return bool(self.plus)

    def all(self) -> Iterator["Quantity"]:
        """This quantity and those it is made of."""
        yield self
        tested = (each for test in self.having for each in (test.of, test.over))
        for inner in (self.over, *(join.of for join in self.joins), *tested):
            if inner:
                yield from inner.all()


Number = Fraction | Quantity  # a quantity where every unit has its own (targets)


@dataclass(frozen=True)
class Limit:
    """What a number is held against."""

    sign: str  # at_least, above, at_most, below
    number: Number


@dataclass(frozen=True)
class Test:
    """A condition on a quantity or ratio, or on the points of nodes (`over_node`: their share of it)."""

    limit: Limit
    of: Quantity | None = None
    over: Quantity | None = None
    nodes: tuple[str, ...] = ()
    over_node: str = ""
    title: Title | None = None


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
    cap: Fraction | None = None
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
