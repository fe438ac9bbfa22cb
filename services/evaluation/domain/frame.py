"""What stands around the tree of a sheet: grades, awards, allowances, settings, and the scheme itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.evaluation.domain.asking import of_node, of_test
from services.evaluation.domain.quantity import Quantity, Test, Title
from services.evaluation.domain.rules import RULES
from services.evaluation.domain.scheme import ONE, Citation, Gate, Node, Rounding
from services.evaluation.domain.windows import Calendar, MonthDay, Period, Window

WHOLE = Rounding(ONE, "down")


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
class TieKey:
    """What decides between equals: the points of a node, or a quantity."""

    node: str = ""
    of: Quantity | None = None
    low: bool = False


@dataclass(frozen=True)
class Ties:
    """How equals are told apart: by keys first, then shared places, a lot, or a person's decision."""

    keys: tuple[TieKey, ...] = ()
    then: str = "shared"


@dataclass(frozen=True)
class Quota:
    """How many win: a number, a number by category, a share, or the unit's own allowance."""

    number: int | None = None
    by_category: Mapping[str, int] | None = None
    share: Fraction | None = None
    of: str = "all"
    rounding: Rounding = WHOLE
    least: int = 0
    most: int | None = None
    allowance: str = ""


@dataclass(frozen=True)
class Award:
    """Who is chosen, among whom, by what, how many; awards are given one after the other."""

    id: str
    title: Title
    cite: tuple[Citation, ...]
    entrants: str
    kinds: frozenset[str]
    node: str
    by: Quantity | None
    low: bool
    at_least: Fraction | None
    within: str
    quota: Quota
    only_of: tuple[str, ...]
    not_of: tuple[str, ...]
    requires: tuple[Test, ...]
    ties: Ties
    reward: Quantity | Fraction | None


@dataclass(frozen=True)
class Allowance:
    """A number that a unit has beside its score: places for nominations, money."""

    id: str
    title: Title
    cite: tuple[Citation, ...]
    unit: str
    winners_of: tuple[str, ...]
    node: Node
    rounding: Rounding | None


@dataclass(frozen=True)
class Units:
    """How units that changed are treated."""

    successor: str = "own"  # own: facts stay where they were named; inherits: a merger brings them
    min_days: int = 0  # a unit that existed for fewer days of the window gets no grade
    before_founding: str = "full"  # for items due before the unit was founded
    part_period: str = "graded"  # graded, prorated (targets shrink with the days), ungraded


@dataclass(frozen=True)
class Settings:
    """The seven facts that no published sheet gives: a union states them; `open` is not published."""

    survey_weight: str
    carry_over: str
    decay: str
    categories: str
    counted_on: str
    ballot: str
    ties: Ties | None  # None: open

    def open(self) -> list[str]:
        """Names of the settings that are not decided yet."""
        return [name for name, value in vars(self).items() if value in (None, "open")]


@dataclass(frozen=True)
class Interim:
    """Scores that are published before the period ends: after its parts, on days of the year, or both."""

    every: str
    cite: tuple[Citation, ...]
    on: tuple[MonthDay, ...] = ()

    def days(self, window: Window, calendar: Calendar) -> set[date]:
        """The days of a window whose scores are published."""
        parts = calendar.split(self.every, window) if self.every else []
        years = range(window.start.year, window.end.year + 1)
        told = {each.of(year) for each in self.on for year in years}
        return {part.end for _, part in parts} | {day for day in told if day in window}


@dataclass(frozen=True)
class Scheme:
    """One edition of an assessment sheet."""

    id: str
    title: Title
    catalogue: str
    in_force_from: date
    period: Period
    calendar: Calendar
    kinds: Mapping[str, Title]
    settings: Settings
    root: Node
    gates: tuple[Gate, ...]
    ladders: tuple[Ladder, ...]
    awards: tuple[Award, ...]
    allowances: tuple[Allowance, ...]
    units: Units
    late_facts: str = "restated"
    interim: tuple[Interim, ...] = ()
    assumptions: tuple[Title, ...] = ()

    def window(self, period: str) -> Window:
        """The window of a period's id. Raises ValueError."""
        return self.period.window(period, self.calendar)

    def interim_days(self, window: Window) -> list[date]:
        """The days whose scores are published meanwhile."""
        return sorted({day for each in self.interim for day in each.days(window, self.calendar)})

    def ladder(self, kind: str) -> Ladder | None:
        return next((each for each in self.ladders if kind in each.kinds), None)

    def nodes(self) -> Iterator[Node]:
        """Every node, those of allowances too."""
        yield from self.root.walk()
        for each in self.allowances:
            yield from each.node.walk()

    def quantities(self) -> Iterator[Quantity]:
        """Everything that this scheme measures."""
        for node in self.nodes():
            for each in of_node(node):
                yield from each.all()
        tests = [one for gate in self.gates for one in (gate.test, gate.size)]
        tests += [one for award in self.awards for one in award.requires]
        for test in tests:
            for each in of_test(test):
                yield from each.all()
        for award in self.awards:
            ties = [key.of for key in award.ties.keys]
            for found in (award.by, award.reward, *ties):
                if isinstance(found, Quantity):
                    yield from found.all()
        for key in self.settings.ties.keys if self.settings.ties else ():
            if key.of:
                yield from key.of.all()

    def told_later(self) -> set[str]:
        """Measures whose facts count in the period that they name, if they are of the year after it."""
        return {name for each in self.quantities() if each.placed == "period" for name in each.measures}

    def reach(self, window: Window, figures: bool = False) -> date:
        """The first day whose facts can matter to this window: reasons name what lies a year before it too.

        To figures it matters only where facts are placed by another day than their own (a late filing).
        """
        earlier = 1 if not figures or self.places_otherwise() else 0
        back = max((each.windows for each in self.quantities()), default=1)
        gates = max((gate.years for gate in self.gates), default=1)
        ago = max((node.item.years_ago for node in self.nodes() if node.item), default=0)
        return window.years(earlier + max(back, 1) + gates - 1 + ago).start

    def places_otherwise(self) -> bool:
        """Whether a fact may count in another window than that of its own day."""
        filed = any(node.item and RULES[node.item.rule].filing for node in self.nodes())
        return filed or any(each.placed != "day" or each.joins for each in self.quantities())

    def rolls_up(self) -> bool:
        """Whether a unit's score looks at the units below it."""
        return any(each.units != "own" or each.sub_units is not None for each in self.quantities())

    def apart(self) -> bool:
        """Whether a unit's result (but for its place) can be had without the others'."""
        together = self.awards or self.rolls_up() or self.ranked()
        placed = any(each.worth.less_one for each in self.quantities())
        return not (together or placed or any(each.winners_of for each in self.allowances))

    def ranked(self) -> bool:
        """Whether a unit's points depend on other units' numbers."""
        return any(node.item is not None and node.item.placing is not None for node in self.nodes())
