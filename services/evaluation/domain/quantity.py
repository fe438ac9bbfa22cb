"""Quantities and conditions: the numbers that a scheme asks for, and what they are held against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Title = Mapping[str, str]
Where = tuple[tuple[str, frozenset[str], bool], ...]  # (key or tag, values, wanted)
ZERO, ONE = Fraction(0), Fraction(1)
SIGNS = ("at_least", "above", "at_most", "below")  # of a limit


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
    otherwise: Fraction | None = None  # what a register comes to that has no number
    counted: bool = False  # on the counting day: members, staff
    number: Fraction | None = None
    points: str = ""  # of this node of the sheet, for what comes after the score
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

    @property
    def windows(self) -> int:
        """At so many windows it looks, the asked one among them, with what it is made of."""
        return self.years - self.shift + max((each.windows - 1 for each in self.made_of()), default=0)

    def made_of(self) -> Iterator["Quantity"]:
        """The quantities that this one needs for its own number."""
        tested = (each for test in self.having for each in (test.of, test.over, test.limit.number))
        found = (self.over, *(join.of for join in self.joins), *tested)
        yield from (each for each in found if isinstance(each, Quantity))

    def all(self) -> Iterator["Quantity"]:
        """This quantity and those it is made of."""
        yield self
        for each in self.made_of():
            yield from each.all()


Number = Fraction | Quantity  # a quantity where every unit has its own (targets)


@dataclass(frozen=True)
class Limit:
    """What a number is held against."""

    sign: str  # of SIGNS
    number: Number

    @property
    def lacking(self) -> bool:
        """Whether it is kept by there being too little: more may still come."""
        return self.sign in ("at_most", "below")


@dataclass(frozen=True)
class Test:
    """A condition on a quantity or ratio, or on the points of nodes (`over_node`: their share of it)."""

    limit: Limit
    of: Quantity | None = None
    over: Quantity | None = None
    nodes: tuple[str, ...] = ()
    over_node: str = ""
    title: Title | None = None
    when_none: bool | None = None  # whether it is met with nothing to judge; None: nothing is said of that
