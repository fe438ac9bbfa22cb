"""Live facts, dated values, and the books that a score looks at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from services.evaluation.domain.lines import Entry, Tags


class Fact(NamedTuple):
    """One version of a fact in one measure. It is live when its tellings outnumber its takings.

    Facts are listed by the first ten fields, in this order.
    """

    day: date
    source: str
    position: int  # of the last telling
    fact: str
    person: str
    subject: str
    occasion: str
    unit: str
    tags: Tags
    amount: int
    measure: str
    filed: date | None
    net: int
    taken: int  # position of the last correction or withdrawal that took it away, 0 when none did
    known: date  # when the last telling was recorded

    @property
    def live(self) -> bool:
        return self.net > 0

    def get(self, name: str) -> str:
        """A key or tag of the fact by name."""
        if name in KEYS:
            return str(getattr(self, name))
        return dict(self.tags).get(name, "")


# How facts are listed, and which of equal ones counts: the same whatever order they were read in.
order = itemgetter(slice(10))
KEYS = frozenset({"fact", "unit", "person", "occasion", "subject"})


class Register:
    """Dated values as known on a day: the latest telling wins, a withdrawn one never does."""

    def __init__(self, entries: Iterable[Entry], known_on: date = date.max) -> None:
        self._values: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        self._trees: dict[date, Mapping[str, list[str]]] = {}
        groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.known <= known_on:
                groups[(*entry[:5], entry.value)].append(entry)
        for group in groups.values():
            if sum(entry.count for entry in group) > 0:
                latest = max(group, key=_rank) if len(group) > 1 else group[0]
                self._values[latest.register, latest.unit, latest.key].append(latest)

    def at(self, register: str, unit: str, day: date, key: str = "") -> Entry | None:
        """The entry in force on `day`, None when nothing was told."""
        found = [entry for entry in self._values.get((register, unit, key), ()) if entry.day <= day]
        return max(found, key=lambda entry: (entry.day, *_rank(entry)), default=None)

    def value(self, register: str, unit: str, day: date, key: str = "") -> str:
        entry = self.at(register, unit, day, key)
        return entry.value if entry else ""

    def held(self, register: str, unit: str, day: date, key: str = "") -> Entry | None:
        """The entry in force on `day` that has not ended by then (a title, a waiver)."""
        found = self.at(register, unit, day, key)
        ends = self.at(f"{register}-until", unit, day, key)
        ended = found and ends and ends.day >= found.day and ends.value
        return None if ended and date.fromisoformat(ended[:10]) < day else found

    def first(self, register: str, unit: str) -> date | None:
        """From which day on this register has a value."""
        return min((entry.day for entry in self._values.get((register, unit, ""), ())), default=None)

    def children(self, day: date) -> Mapping[str, list[str]]:
        """The units that exist on `day`, by the unit that they belong to."""
        if day not in self._trees:
            found: dict[str, list[str]] = defaultdict(list)
            for unit in self.units("parent"):
                if not self.at("closed", unit, day):
                    found[self.value("parent", unit, day)].append(unit)
            self._trees[day] = found
        return self._trees[day]

    def above(self, unit: str, day: date) -> list[str]:
        """The units over this one in the tree of `day`, the nearest first."""
        found: list[str] = []
        while (unit := self.value("parent", unit, day)) and unit not in found:
            found.append(unit)
        return found

    def units(self, register: str) -> list[str]:
        """Every unit of which this register ever had a value."""
        return sorted({unit for name, unit, _ in self._values if name == register})


def _rank(entry: Entry) -> tuple[str, str, int, int]:
    return entry.recorded, entry.source, entry.position, entry.ordinal


def heirs(register: Register, day: date) -> dict[str, str]:
    """Which unit stands for which on `day`: a merged one is followed to its last successor."""
    found = {unit: register.value("merged-into", unit, day) for unit in register.units("merged-into")}
    return {unit: _last_heir(found, unit) for unit in found if found[unit]}


def _last_heir(into: Mapping[str, str], unit: str) -> str:
    seen = {unit}
    while into.get(unit) and into[unit] not in seen:
        unit = into[unit]
        seen.add(unit)
    return unit


Stretch = tuple[date, date]  # first and last day


class Tally(NamedTuple):
    """How many live facts of a measure have the same tags, and the sum of their amounts in steps."""

    tags: Tags
    count: int  # type: ignore[assignment]  # hides tuple.count
    amount: int


Tallies = Mapping[Stretch, Mapping[str, list[Tally]]]  # by measure


@dataclass(frozen=True)
class Book:
    """All that one unit's score may look at: its facts by measure, the register, the others' books."""

    unit: str
    register: Register
    facts: Mapping[str, list[Fact]] = field(default_factory=dict)
    world: Mapping[str, "Book"] = field(default_factory=dict, compare=False, repr=False)
    tallies: Tallies = field(default_factory=dict, compare=False, repr=False)
    only_tallied: frozenset[str] = frozenset()  # measures whose facts are not in this book
    _merged: dict[tuple[str, ...], list[Fact]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, *measures: str) -> list[Fact]:
        """The facts of these measures, dead ones too, in the order of their days."""
        if missing := self.only_tallied.intersection(measures):
            raise LookupError(f"only sums were read of {', '.join(sorted(missing))}")
        if len(measures) == 1:
            return self.facts.get(measures[0], [])
        if measures not in self._merged:
            found = (fact for name in measures for fact in self.facts.get(name, ()))
            self._merged[measures] = sorted(found, key=order)
        return self._merged[measures]

    def below(self, day: date) -> list[str]:
        """The units under this one in the tree of `day`, at any depth."""
        tree = self.register.children(day)
        found, waiting = [], list(tree.get(self.unit, ()))
        while waiting:
            found.append(waiting.pop(0))
            waiting += tree.get(found[-1], ())
        return found

    def moves(self, plus: Iterable[str], minus: Iterable[str], day: date) -> list[tuple[int, Fact]]:
        """What came (+1) and went (-1) until `day`."""
        signed = [(1, fact) for fact in self.of(*plus)] + [(-1, fact) for fact in self.of(*minus)]
        return [(sign, fact) for sign, fact in signed if fact.live and fact.day <= day]

    def roll(self, plus: Iterable[str], minus: Iterable[str], day: date) -> frozenset[str]:
        """Who was there on `day`."""
        held: dict[str, int] = defaultdict(int)
        for sign, fact in self.moves(plus, minus, day):
            held[fact.person] += sign
        return frozenset(person for person, count in held.items() if count > 0)


def book(
    unit: str,
    facts: Iterable[Fact],
    register: Register,
    world: Mapping[str, Book] | None = None,
    tallies: Tallies | None = None,
    only_tallied: frozenset[str] = frozenset(),
) -> Book:
    """A unit's book of facts that are already netted and in order; `world`: everybody's books."""
    by_measure: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_measure[fact.measure].append(fact)
    return Book(unit, register, by_measure, {} if world is None else world, tallies or {}, only_tallied)


def exact(number: Fraction) -> str:
    """The number as text, exactly: a decimal where there is one, `10/3` where not."""
    rest, digits = number.denominator, 0
    while rest % 2 == 0 or rest % 5 == 0:
        digits += 1
        rest = rest // 10 if rest % 10 == 0 else rest // 2 if rest % 2 == 0 else rest // 5
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    shifted = number * 10**digits
    text = f"{abs(shifted.numerator):0{digits + 1}d}"
    whole = f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".") if digits else text
    return f"-{whole}" if number < 0 else whole
