"""The catalogue of measures: which event says what to which measure or register, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from services.evaluation.domain import folding
from services.evaluation.domain.folding import EACH as EACH
from services.evaluation.domain.reading import Cursor

Path = tuple[str, ...]
Where = tuple[tuple[Path, frozenset[str], bool], ...]  # (path, values, wanted)


def read(fact: Any, element: Any, path: Path) -> Any:
    """The value at `path`; None where a step is missing."""
    value = fact
    for step in path:
        value = element if step == EACH else value.get(step) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True)
class FactKind:
    """A kind of fact: its identity, and which events tell, correct and withdraw it."""

    name: str
    key: tuple[Path, ...]
    told: tuple[str, ...]
    corrected: tuple[str, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """What is counted of a fact, for whom, placed on which day, under which keys."""

    name: str
    title: Mapping[str, str]
    of: str
    where: Where
    each: Path
    unit: tuple[Path, ...]
    day: Path
    filed: Path
    person: Path
    occasion: Path
    subject: Path
    tags: tuple[tuple[str, Path], ...]
    amount: Path
    step: Fraction

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys and tags by which its facts can be told apart."""
        keys = {"person": self.person, "occasion": self.occasion, "subject": self.subject}
        told = (name for name, path in keys.items() if path)
        return ("fact", "unit", *told, *(tag for tag, _ in self.tags))


@dataclass(frozen=True)
class Stock:
    """A count on a day: everything that came minus everything that went."""

    name: str
    title: Mapping[str, str]
    plus: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """A dated value of a unit; `key` tells values of one register apart (which figure)."""

    name: str
    of: str
    where: Where
    unit: Path
    key: Path
    day: Path
    value: Path


@dataclass(frozen=True)
class Catalogue:
    """Everything a fold knows."""

    edition: str
    facts: Mapping[str, FactKind]
    measures: Mapping[str, Measure]
    stocks: Mapping[str, Stock]
    registers: tuple[Register, ...]
    register_names: frozenset[str]  # those that nothing heard fills too

    @cached_property
    def keyed(self) -> frozenset[str]:
        """Registers of which a unit has several values at a time, told apart by a key."""
        return frozenset(each.name for each in self.registers if each.key)

    @cached_property
    def versions(self) -> dict[str, tuple[tuple[int, str, str], ...]]:
        """By event type: (sign, field that holds the fact or "", kind of fact)."""
        found: dict[str, tuple[tuple[int, str, str], ...]] = {}
        for name, kind in self.facts.items():
            for types, versions in (
                (kind.told, ((1, "", name),)),
                (kind.corrected, ((-1, "old", name), (1, "new", name))),
                (kind.withdrawn, ((-1, "old", name),)),
            ):
                for each in types:
                    found[each] = found.get(each, ()) + versions
        return found

    @cached_property
    def tells(self) -> dict[str, tuple[tuple[str, str, folding.Tell], ...]]:
        """By event type: (sign as text, field that holds the fact or "", what makes the rows of the fact)."""
        made = {
            name: folding.compiled(name, kind.key, self.measures_of[name])
            for name, kind in self.facts.items()
            if self.measures_of[name]
        }
        return {
            type_: tuple((str(sign), inside, made[name]) for sign, inside, name in several if name in made)
            for type_, several in self.versions.items()
        }

    @cached_property
    def dating(self) -> frozenset[str]:
        """Types of events that say something to a register."""
        return frozenset(
            type_
            for type_, several in self.versions.items()
            if any(self.registers_of[name] for _, _, name in several)
        )

    @cached_property
    def head_counts(self) -> frozenset[str]:
        """The registers of how many people there are: `staff`, and what the same facts tell."""
        told = {each.of for each in self.registers if each.name == "staff"}
        return frozenset({"staff", *(each.name for each in self.registers if each.of in told)})

    @cached_property
    def measures_of(self) -> dict[str, tuple[Measure, ...]]:
        return {name: tuple(m for m in self.measures.values() if m.of == name) for name in self.facts}

    @cached_property
    def registers_of(self) -> dict[str, tuple[Register, ...]]:
        return {name: tuple(r for r in self.registers if r.of == name) for name in self.facts}


def parse(at: Cursor) -> Catalogue:
    """The catalogue of plain data. Raises Wrong naming every mistake."""
    at.only("catalogue", "facts", "measures", "stocks", "registers")
    facts = {name: _fact(name, each) for name, each in at["facts"].pairs()}
    measures = {name: _measure(name, each, facts) for name, each in at["measures"].pairs()}
    stocks = {name: _stock(name, each, measures) for name, each in at["stocks"].pairs()}
    registers = tuple(
        _register(name, each, facts) for name, several in at["registers"].pairs() for each in several.items()
    )
    names = frozenset(name for name, _ in at["registers"].pairs())
    catalogue = Catalogue(at["catalogue"].text(), facts, measures, stocks, registers, names)
    at.check()
    return catalogue


def where(at: Cursor) -> Where:
    """Conditions: `kind: [a, b]` is one of these, `kind: {not: [a]}` is none of these."""
    found = []
    for name, each in at.pairs():
        negated = isinstance(each.value, Mapping)
        if negated:
            each.only("not")
        values = (each["not"] if negated else each).items()
        found.append((_split(name), frozenset(_condition(value) for value in values), not negated))
    return tuple(found)


def _condition(at: Cursor) -> str:
    if at.value == "":
        return ""
    return str(at.value).lower() if isinstance(at.value, bool) else at.text()


def _split(path: str) -> Path:
    return tuple(path.split(".")) if path else ()


def _path(at: Cursor, default: str | None = None) -> Path:
    return _split(at.text(default))


def _fact(name: str, at: Cursor) -> FactKind:
    at.only("key", "told", "corrected", "withdrawn")
    if not at["told"].items():
        at["told"].wrong("name at least one event type that tells this fact")
    key = tuple(_path(each) for each in at["key"].items())
    if not key:
        at["key"].wrong("name the field that identifies this fact")
    told, corrected, withdrawn = (at[each].texts() for each in ("told", "corrected", "withdrawn"))
    return FactKind(name, key, told, corrected, withdrawn)


def _measure(name: str, at: Cursor, facts: Mapping[str, FactKind]) -> Measure:
    at.only("title", "of", "where", EACH, "unit", "day", "filed", "person", "occasion", "subject",
            "tags", "amount", "step")  # fmt: skip
    filed, person, occasion, subject, amount, each = (
        _path(at[field], "") for field in ("filed", "person", "occasion", "subject", "amount", EACH)
    )
    if len(each) > 2:
        at[EACH].wrong("name a list, or a list inside the elements of a list")
    unit = tuple(_path(one) for one in at["unit"].items())
    if not unit:
        at["unit"].wrong("name the field that holds the unit")
    return Measure(
        name,
        at["title"].title(),
        at["of"].choice(facts),
        where(at["where"]),
        each,
        unit,
        _path(at["day"], "on"),
        filed,
        person,
        occasion,
        subject,
        tuple((tag, _path(path)) for tag, path in at["tags"].pairs()),
        amount,
        at["step"].number(Fraction(1)),
    )


def _stock(name: str, at: Cursor, measures: Iterable[str]) -> Stock:
    at.only("title", "plus", "minus")
    plus, minus = (tuple(each.choice(measures) for each in at[side].items()) for side in ("plus", "minus"))
    return Stock(name, at["title"].title(), plus, minus)


def _register(name: str, at: Cursor, facts: Mapping[str, FactKind]) -> Register:
    at.only("of", "where", "unit", "key", "day", "value")
    return Register(
        name,
        at["of"].choice(facts),
        where(at["where"]),
        _path(at["unit"]),
        _path(at["key"], ""),
        _path(at["day"], "on"),
        _path(at["value"]),
    )
