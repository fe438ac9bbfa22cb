"""Which facts a quantity looks at, and why others of the same kind do not count."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from services.evaluation.domain.facts import KEYS, Book, Fact, Stretch
from services.evaluation.domain.lines import Tags
from services.evaluation.domain.quantity import Join, Quantity
from services.evaluation.domain.windows import Calendar, Period, Window, named

Choice = tuple[list[Fact], list["Passed"]]


class Passed(NamedTuple):
    """A known fact that does not count, and why."""

    fact: Fact
    why: str  # withdrawn, after-day, outside, late, duplicate, beyond-each, beyond-cap, off-roll, ...


@dataclass(frozen=True)
class Span:
    """Which days count: `window` up to `until`; from `opens` on, handed in by `due`, if these are given."""

    window: Window
    until: date
    due: date | None = None
    opens: date | None = None
    filing: bool = False  # facts are placed by the day they were filed
    on: date | None = None  # for members and staff; `until` when not given
    calendar: Calendar = field(default_factory=Calendar)
    period: Period = field(default_factory=Period)

    @property
    def stretch(self) -> Stretch:
        """The first and the last day whose facts count."""
        return self.window.start, min(self.until, self.window.end)

    @property
    def termed(self) -> bool:
        """Whether other days than those of the window decide."""
        return self.filing or self.due is not None or self.opens is not None

    @cached_property
    def before(self) -> date:
        """The first day of the year before the window: facts of that year are said to be outside."""
        return self.window.years(2).start

    def meant(self, fact: Fact) -> date:
        """The day of a fact within the period that it names, at the latest that period's last.

        Its own day where it names none, or where the window cuts through the period.
        """
        period = named(fact.get("period"), self.period, self.calendar)
        if period is None or period.cut_by(self.window):
            return fact.day
        return min(max(fact.day, period.start), period.end)

    def moved(self, of: Quantity) -> "Span":
        """The span that a quantity looks at: windows earlier, or several of them."""
        if not of.shift and of.years == 1:
            return self
        window = self.window.shifted(of.shift).years(of.years)
        until = min(self.until, window.end) if of.shift else self.until
        on, opens = (until, None) if of.shift else (self.on, self.opens)
        return replace(self, window=window, until=until, on=on, opens=opens)


def holds(of: Quantity, fact: Fact) -> bool:
    """Whether the quantity's conditions are met."""
    return not of.where or all((fact.get(name) in values) is wanted for name, values, wanted in of.where)


def _kept(of: Quantity, facts: Iterable[Fact]) -> Iterable[Fact]:
    """The facts that meet the conditions; facts with the same tags are judged once."""
    if not of.where:
        return facts
    if any(name in KEYS for name, _, _ in of.where):
        return (fact for fact in facts if holds(of, fact))
    judged: dict[Tags, bool] = {}
    for fact in facts:
        if fact.tags not in judged:
            judged[fact.tags] = holds(of, fact)
    return (fact for fact in facts if judged[fact.tags])


def _looked_at(of: Quantity, book: Book) -> list[Fact]:
    """The facts of the unit itself, of the units that were below it on each fact's day, or of both."""
    if of.units == "own":
        return book.of(*of.measures)
    found = [] if of.units == "below" else list(book.of(*of.measures))
    others = (fact for other in book.world.values() if other is not book for fact in other.of(*of.measures))
    return found + [fact for fact in others if book.unit in book.register.above(fact.unit, fact.day)]


def choose(of: Quantity, book: Book, span: Span, roll: frozenset[str] | None) -> Choice:
    """The facts that count, and those of the same kind that do not although they are known."""
    plain = not (span.termed or of.fresh is not None or roll is not None or of.valid)
    plain = plain and of.placed == "day"
    start, last = span.stretch
    facts: list[Fact] = []
    passed: list[Passed] = []
    for fact in _kept(of, _looked_at(of, book)):
        if plain and start <= fact.day <= last and fact.net > 0:
            facts.append(fact)
        elif why := _why_not(of, fact, span, roll):
            passed += [Passed(fact, why)] if why != "beyond" else []
        else:
            facts.append(fact)
    for join in of.joins:
        facts, more = _joined(join, facts, book, span)
        passed += more
    return facts, passed


def _joined(join: Join, facts: list[Fact], book: Book, span: Span) -> Choice:
    """Those facts that have (or have not) a partner with the same key, on whatever day; empty is none."""
    there = {fact.get(join.by) for fact in _kept(join.of, _looked_at(join.of, book)) if fact.live
             and (fact.filed or fact.day) <= span.until} - {""}  # fmt: skip
    kept = [fact for fact in facts if (fact.get(join.by) in there) is join.wanted]
    why = "unmatched" if join.wanted else "matched"
    return kept, [Passed(fact, why) for fact in facts if (fact.get(join.by) in there) is not join.wanted]


def _placed(of: Quantity, fact: Fact, span: Span) -> date:
    """The day that decides whether the window holds a fact."""
    if of.placed == "period":
        return span.meant(fact)
    if span.filing or of.placed == "filed":
        return fact.filed or fact.day
    return fact.known if of.placed == "known" else fact.day


def _handed_in(of: Quantity, fact: Fact) -> date:
    """The day held against a due day: that of filing, or of becoming known where that places a fact."""
    return fact.known if of.placed == "known" else fact.filed or fact.day


def _why_not(of: Quantity, fact: Fact, span: Span, roll: frozenset[str] | None) -> str:
    window, placed = span.window, _placed(of, fact, span)
    if placed not in window:
        earlier = placed < window.start <= fact.known <= window.end and placed >= span.before
        return "outside" if earlier else "beyond"
    if not fact.live:
        return "withdrawn"
    if placed > span.until:
        return "after-day"
    if span.opens and placed < span.opens:
        return "early"
    if span.due and _handed_in(of, fact) > span.due:
        return "late"
    if of.fresh is not None and (fact.filed or fact.day) > span.calendar.fresh_until(
        fact.day, of.fresh, of.fresh_vacation
    ):
        return "late"
    if of.valid and not of.valid[0] <= fact.amount * of.step <= of.valid[1]:
        return "invalid"
    return "off-roll" if roll is not None and fact.person not in roll else ""
