"""A case: one unit in one window on one day, and what every rule asks of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from services.evaluation.domain.choosing import Span
from services.evaluation.domain.facts import Book
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.measured import Measured
from services.evaluation.domain.measuring import measure
from services.evaluation.domain.quantity import Number, Quantity, Test
from services.evaluation.domain.rules import reaches
from services.evaluation.domain.scheme import Item, Variant
from services.evaluation.domain.windows import Calendar, MonthDay, Window

ZERO, ONE = Fraction(0), Fraction(1)
Asked = tuple[Quantity, Span, frozenset[str] | None]


class Pointed(Protocol):
    """Results by node."""

    def points(self, node: str) -> Fraction: ...

    def value(self, node: str) -> Fraction | None: ...


@dataclass(frozen=True)
class Case:
    """One unit on one day: what every node is weighed against. `peers`: all units' cases, this one too."""

    scheme: Scheme
    book: Book
    window: Window
    as_of: date
    kind: str
    founded: date | None
    peers: "dict[str, Case]" = field(default_factory=dict, repr=False, compare=False)
    windows: "dict[Window, dict[str, Case]]" = field(default_factory=dict, repr=False, compare=False)
    known: dict[Asked, Measured] = field(default_factory=dict, repr=False, compare=False)
    result: Pointed | None = field(default=None, repr=False, compare=False)  # where it is there already

    @property
    def calendar(self) -> Calendar:
        return self.scheme.calendar

    @cached_property
    def until(self) -> date:
        return min(self.as_of, self.window.end)

    @cached_property
    def span(self) -> Span:
        on = self.counting_day("")
        return Span(self.window, self.until, on=on, calendar=self.calendar, period=self.scheme.period)

    @property
    def existed(self) -> Fraction:
        """The part of the window in which the unit was there."""
        start = max(self.window.start, self.founded or self.window.start)
        closed = self.book.register.at("closed", self.book.unit, self.window.end)
        end = min(self.window.end, closed.day) if closed else self.window.end
        return Fraction(max(0, (end - start).days + 1), self.window.length.days)

    @cached_property
    def category(self) -> str:
        """The group in which the unit is ranked."""
        return self.group(self.scheme.settings.categories)

    def group(self, by: str) -> str:
        if by.startswith("group:"):
            return self.book.register.value("group", self.book.unit, self.until, by.removeprefix("group:"))
        return self.kind if by == "kind" else ""

    def within(self, window: Window) -> "Case":
        """The same unit in another window (made once, with all its peers there)."""
        if window not in self.windows:
            peers = self.windows.setdefault(window, {})
            for unit, case in self.peers.items():
                peers[unit] = replace(case, window=window, peers=peers, known={})
        return self.windows[window][self.book.unit]

    def quantity(self, of: Quantity) -> Measured:
        return self.measured(of, self.span)

    def measured(self, of: Quantity, span: Span, roll: frozenset[str] | None = None) -> Measured:
        """The quantity, measured once for all items that ask for it."""
        if of.points:
            points = self.result.value(of.points) if self.result else None
            return Measured(points or ZERO, told=points is not None)
        asked = (of, span, roll)
        if asked not in self.known:
            self.known[asked] = measure(of, self.book, span, roll)
        return self.known[asked]

    def number(self, number: Number) -> Fraction:
        """A number of the scheme, or of this unit (its target)."""
        return self.quantity(number).value if isinstance(number, Quantity) else number

    def counting_day(self, on: str) -> date:
        """The day on which members and staff are counted."""
        on = on or self.scheme.settings.counted_on
        if on == "period-start":
            return self.window.start
        return (
            self.until if on in ("day-asked", "period-end", "open") else MonthDay.parse(on).last(self.until)
        )

    def waiver(self, node: str) -> str:
        """Why the unit is freed from a node; empty when it is not."""
        register, unit = self.book.register, self.book.unit
        keys = (node, "*") if node == self.scheme.root.id else (node,)
        found = (register.held("waiver", unit, self.until, key) for key in keys)
        return next((each.value for each in found if each and each.value), "")

    def variant(self, item: Item) -> Variant | None:
        """The item's first variant that is meant for this unit."""
        return next((each for each in item.variants if self._fits(each)), None) if item.variants else None

    def numbers(self, item: Item) -> Mapping[str, Number]:
        """The rule's numbers: the first variant that fits wins over the item's own."""
        variant = self.variant(item)
        return {**item.numbers, **variant.numbers} if variant else item.numbers

    def has_targets(self, item: Item) -> bool:
        """Whether the unit has every target that the item's rule asks for."""
        targets = (each for each in self.numbers(item).values() if isinstance(each, Quantity))
        return all(self.quantity(each).told for each in targets)

    def _fits(self, of: Variant) -> bool:
        named = (not of.kinds or self.kind in of.kinds) and (not of.units or self.book.unit in of.units)
        return named and (of.size is None or self.meets(of.size) is True)

    def value(self, test: Test, result: Pointed | None = None) -> Fraction | None:
        """What a condition is about; None when there is nothing to have it from."""
        if test.of is None:
            assert result is not None
            return points_of(test, result)
        of = self.quantity(test.of)
        if test.over is None:
            return of.value if of.told else None
        under = self.quantity(test.over)
        return of.value / under.value if of.told and under.value > 0 else None

    def meets(self, test: Test, result: Pointed | None = None) -> bool | None:
        """Whether a condition is met; with nothing to judge what it says of that, None when nothing."""
        value, limit = self.value(test, result), self.limit(test)
        if value is None or limit is None:
            return test.when_none
        return reaches(test.limit.sign, value, limit)

    def limit(self, test: Test) -> Fraction | None:
        """What a condition's value is held against; None for a target that was never told."""
        number = test.limit.number
        of = self.quantity(number) if isinstance(number, Quantity) else Measured(number)
        return of.value if of.told else None

    def holds_now(self, test: Test, result: Pointed | None = None) -> bool:
        """Whether a condition is met for good: what is merely lacking is so only when the window is over."""
        lacking = test.limit.lacking and self.until < self.window.end
        return not lacking and self.meets(test, result) is True


def points_of(test: Test, result: Pointed) -> Fraction | None:
    """The points of a condition's nodes, or their share of another's; None when they are left out."""
    found = [points for node in test.nodes if (points := result.value(node)) is not None]
    over = result.value(test.over_node) if test.over_node else ONE
    return sum(found, ZERO) / over if found and over else None


def cases_of(scheme: Scheme, books: Mapping[str, Book], window: Window, as_of: date) -> dict[str, Case]:
    """A case for every book; each knows the others as its peers."""
    peers: dict[str, Case] = {}
    windows = {window: peers}
    for unit, book in books.items():
        kind = book.register.value("kind", unit, min(as_of, window.end))
        founded = book.register.first("kind", unit)
        peers[unit] = Case(scheme, book, window, as_of, kind, founded, peers, windows)
    return peers
