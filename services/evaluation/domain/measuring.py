"""From facts to a number: filter, reduce within `each`, then across; and why a fact was passed over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from services.evaluation.domain.facts import KEYS, Book, Fact
from services.evaluation.domain.lines import Entry, Tags
from services.evaluation.domain.scheme import Quantity
from services.evaluation.domain.windows import SUB_PERIODS, Window

ZERO, ONE = Fraction(0), Fraction(1)
Numbers = Sequence[Fraction]
Choice = tuple[list[Fact], list["Passed"]]


class Credit(NamedTuple):
    """A fact that counts, and how much of the quantity it brings (a stock's leavers bring -1)."""

    fact: Fact
    worth: Fraction


class Passed(NamedTuple):
    """A known fact that does not count, and why."""

    fact: Fact
    why: str  # withdrawn, after-day, outside, late, duplicate, beyond-each, beyond-cap, off-roll


@dataclass(frozen=True)
class Measured:
    """A quantity with its grounds. `told` is False when a register has no value for it."""

    value: Fraction = ZERO
    counted: tuple[Credit, ...] = ()
    passed: tuple[Passed, ...] = ()
    entry: Entry | None = None
    told: bool = True

    def late(self) -> int:
        return sum(each.why == "late" for each in self.passed)

    def over(self, full: Fraction, beyond: Fraction) -> "Measured":
        """The same, with facts named that bring nothing because `full` units were reached before."""
        counted, passed, sum_ = [], list(self.passed), -beyond
        for credit in self.counted:
            if sum_ >= full:
                passed.append(Passed(credit.fact, "beyond-cap"))
            else:
                counted.append(credit)
            sum_ += credit.worth
        return replace(self, counted=tuple(counted), passed=tuple(passed))


@dataclass(frozen=True)
class Span:
    """Which days count: `window` up to `until`, filed by `due` where there is a due day."""

    window: Window
    until: date
    due: date | None = None
    filing: bool = False  # facts are placed by the day they were filed
    on: date | None = None  # for stocks and registers; `until` when not given


def measure(of: Quantity, book: Book, span: Span, roll: frozenset[str] | None = None) -> Measured:
    """The quantity for this unit and span; with a `roll`, only of persons on it."""
    on = span.on or span.until
    if of.register:
        entry = book.register.at(of.register, book.unit, on, of.key)
        known = entry is not None and entry.value != ""
        return Measured(Fraction(entry.value) if known and entry else ZERO, entry=entry, told=known)
    if of.stock:
        moves = [Credit(f, Fraction(s)) for s, f in book.moves(of.plus, of.minus, on) if holds(of, f)]
        return Measured(sum((each.worth for each in moves), ZERO), tuple(moves))
    facts, passed = _choose(of, book, span, roll)
    return _reduce(of, facts, passed)


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


def _choose(of: Quantity, book: Book, span: Span, roll: frozenset[str] | None) -> Choice:
    """The facts that count, and those of the same kind that do not although they are known."""
    window = span.window.years(of.years)
    plain = not span.filing and not span.due and of.fresh is None and roll is None
    start, last = window.start, min(span.until, window.end)
    facts: list[Fact] = []
    passed: list[Passed] = []
    for fact in _kept(of, book.of(*of.measures)):
        if plain and start <= fact.day <= last and fact.net > 0:
            facts.append(fact)
        elif why := _why_not(of, fact, window, span, roll):
            passed += [Passed(fact, why)] if why != "beyond" else []
        else:
            facts.append(fact)
    return facts, passed


def _why_not(of: Quantity, fact: Fact, window: Window, span: Span, roll: frozenset[str] | None) -> str:
    placed = (fact.filed or fact.day) if span.filing else fact.day
    if not window.start <= placed <= window.end:
        earlier = placed < window.start <= fact.known <= window.end and placed >= window.years(2).start
        return "outside" if earlier else "beyond"
    if not fact.live:
        return "withdrawn"
    if placed > span.until:
        return "after-day"
    if span.due and placed > span.due:
        return "late"
    if of.fresh is not None and (fact.filed or fact.day) > fact.day + timedelta(days=of.fresh):
        return "late"
    return "off-roll" if roll is not None and fact.person not in roll else ""


def _reduce(of: Quantity, facts: list[Fact], passed: list[Passed]) -> Measured:
    """Within each key, then across the keys."""
    if of.within in ("count", "once") and of.at_most is None and of.across in ("count", "sum"):
        return _counted(of, facts, passed)
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(tuple(_key(fact, name) for name in of.each or ("fact",)), []).append(fact)
    counted: list[Credit] = []
    numbers: list[Fraction] = []
    for group in groups.values():
        credits, dropped = _within(of, group)
        counted += credits
        passed += dropped
        numbers.append(sum((each.worth for each in credits), ZERO))
    return Measured(ACROSS[of.across](numbers), tuple(counted), tuple(passed))


def _counted(of: Quantity, facts: list[Fact], passed: list[Passed]) -> Measured:
    """The common case in one pass: how many facts, or how many keys, the first of each counting."""
    if of.within == "count" and of.across == "sum":
        return Measured(Fraction(len(facts)), tuple(Credit(fact, ONE) for fact in facts), tuple(passed))
    first: dict[tuple[str, ...], Fact] = {}
    others: list[Fact] = []
    for fact in facts:
        key = tuple(_key(fact, name) for name in of.each or ("fact",))
        if first.setdefault(key, fact) is not fact:
            others.append(fact)
    if of.within == "once":
        passed += [Passed(fact, "duplicate") for fact in others]
        facts = list(first.values())
    return Measured(Fraction(len(first)), tuple(Credit(fact, ONE) for fact in facts), tuple(passed))


def _key(fact: Fact, name: str) -> str:
    return SUB_PERIODS[name](fact.day) if name in SUB_PERIODS else fact.get(name)


def _within(of: Quantity, group: list[Fact]) -> tuple[list[Credit], list[Passed]]:
    """What each fact of one key brings; `once` takes the first, max and min the one that decides."""
    worth = [ONE if of.within in ("count", "once") else fact.amount * of.step for fact in group]
    kept = range(len(group))
    if of.within in PICK:
        kept = range((at := PICK[of.within](worth)), at + 1)
    credits: list[Credit] = []
    dropped = [Passed(fact, "duplicate") for at, fact in enumerate(group) if at not in kept]
    left = of.at_most
    for at in kept:
        bring = worth[at] if left is None else min(worth[at], left)
        left = None if left is None else left - bring
        if bring or not worth[at]:
            credits.append(Credit(group[at], bring))
        else:
            dropped.append(Passed(group[at], "beyond-each"))
    return credits, dropped


PICK: dict[str, Callable[[Numbers], int]] = {
    "once": lambda worth: 0,
    "first": lambda worth: 0,
    "max": lambda worth: worth.index(max(worth)),
    "min": lambda worth: worth.index(min(worth)),
}
WITHIN = frozenset({"count", "sum", *PICK})


def _mean(numbers: Iterable[Fraction]) -> Fraction:
    found = list(numbers)
    return sum(found, ZERO) / len(found) if found else ZERO


ACROSS: dict[str, Callable[[Numbers], Fraction]] = {
    "sum": lambda numbers: sum(numbers, ZERO),
    "count": lambda numbers: Fraction(len(numbers)),
    "mean": _mean,
    "trimmed-mean": lambda numbers: _mean(sorted(numbers)[1:-1] if len(numbers) > 2 else numbers),
    "median": lambda numbers: Fraction(median(numbers)) if numbers else ZERO,
    "max": lambda numbers: max(numbers, default=ZERO),
    "min": lambda numbers: min(numbers, default=ZERO),
    "first": lambda numbers: numbers[0] if numbers else ZERO,
}
