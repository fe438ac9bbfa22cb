"""A scheme: the tree of an assessment sheet, its gates and its grades, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from services.evaluation.domain.windows import MonthDay, Window, period

Title = Mapping[str, str]
Where = tuple[tuple[str, frozenset[str], bool], ...]  # (key or tag, values, wanted)


@dataclass(frozen=True)
class Citation:
    """Where a rule comes from."""

    sheet: str
    year: str
    clause: str


@dataclass(frozen=True)
class Quantity:
    """A number had from facts (`measures`), from a stock (`plus`, `minus`) or from a `register`."""

    name: str
    measures: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    register: str = ""
    key: str = ""
    where: Where = ()
    each: tuple[str, ...] = ()
    within: str = "count"
    at_most: Fraction | None = None
    across: str = "sum"
    fresh: int | None = None  # days between the day of a fact and its filing
    years: int = 1
    step: Fraction = Fraction(1)

    @property
    def stock(self) -> bool:
        return bool(self.plus)


@dataclass(frozen=True)
class Item:
    """A scored line. `points` None is open-ended."""

    rule: str
    points: Fraction | None
    params: Mapping[str, Fraction]
    variants: tuple[tuple[frozenset[str], Mapping[str, Fraction]], ...]
    of: Quantity
    over: Quantity | None
    on_roll: bool
    counted_on: MonthDay | None  # of a ratio's rolls; None is the day asked
    when_none: str
    none_points: Fraction
    due: MonthDay | None
    opens: MonthDay | None

    def numbers(self, kind: str) -> Mapping[str, Fraction]:
        """The rule's numbers for a kind of unit."""
        found = dict(self.params)
        for kinds, numbers in self.variants:
            if kind in kinds:
                found.update(numbers)
        return found


@dataclass(frozen=True)
class Rounding:
    """To whole multiples of `to`."""

    to: Fraction
    mode: str


@dataclass(frozen=True)
class Rater:
    """Who marks a node with which weight: `computed`, or a figure under `key`."""

    who: str
    weight: Fraction
    key: str = ""


@dataclass(frozen=True)
class Applies:
    """For which units a node is meant, and what it gives the others: full, zero or leave-out."""

    kinds: frozenset[str] = frozenset()
    size: Quantity | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    otherwise: str = "full"


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
    weight: Fraction = Fraction(1)
    raters: tuple[Rater, ...] = ()
    coefficient: Fraction = Fraction(1)
    cap: Fraction | None = None
    floor: Fraction | None = None
    rounding: Rounding | None = None
    applies: Applies = field(default_factory=Applies)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Gate:
    """A bar: what it asks, and which grades it takes away. It never touches the visible score."""

    id: str
    title: Title
    cite: tuple[Citation, ...]
    of: Quantity | None
    over: Quantity | None
    node: str
    at_least: Fraction | None
    below: Fraction | None
    bars: frozenset[str]


@dataclass(frozen=True)
class Grade:
    id: str
    title: Title
    at: Fraction


@dataclass(frozen=True)
class Ladder:
    """The grades of some kinds of unit, best first, by the points of one node."""

    kinds: frozenset[str]
    node: str
    cite: tuple[Citation, ...]
    grades: tuple[Grade, ...]


@dataclass(frozen=True)
class Units:
    """How units that changed are treated."""

    successor: str = "own"  # own: facts stay where they were named; inherits: a merger brings them
    min_days: int = 0  # a unit that existed for fewer days of the window gets no grade
    before_founding: str = "full"  # for items due before the unit was founded


@dataclass(frozen=True)
class Scheme:
    """One edition of an assessment sheet."""

    id: str
    title: Title
    catalogue: str
    in_force_from: date
    starts: MonthDay
    kinds: Mapping[str, Title]
    root: Node
    gates: tuple[Gate, ...]
    ladders: tuple[Ladder, ...]
    units: Units

    def period(self, year: int) -> Window:
        return period(year, self.starts)

    def ladder(self, kind: str) -> Ladder | None:
        return next((each for each in self.ladders if kind in each.kinds), None)

    def quantities(self) -> Iterator[Quantity]:
        """Everything that this scheme measures."""
        for node in self.root.walk():
            item = node.item
            found = [item.of, item.over] if item else []
            yield from (each for each in (*found, node.applies.size) if each)
        for gate in self.gates:
            yield from (each for each in (gate.of, gate.over) if each)

    def reach(self, window: Window) -> date:
        """The first day whose facts can matter to this window (a filing may be for the year before)."""
        return window.years(1 + max(each.years for each in self.quantities())).start
