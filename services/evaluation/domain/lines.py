"""Signed lines: what one heard event says to the measures, by the catalogue alone.

A telling adds its fact, a correction takes the whole old fact away and adds the whole new one, a
withdrawal takes the old one away. Nothing is looked up, so no order of arrival can matter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from services.evaluation.domain.catalogue import Catalogue, Measure, Path, Register, Where, read

Tags = tuple[tuple[str, str], ...]
Plain = Mapping[str, Any]


class Line(NamedTuple):
    """One signed contribution of one fact to one measure of one unit."""

    fact: str  # the identity that a correction or withdrawal names
    measure: str
    unit: str
    day: date
    known: date  # the day on which the platform learnt it, in the school's zone
    source: str
    position: int
    ordinal: int  # place among the lines of one event
    filed: date | None  # when the unit handed it in
    person: str
    occasion: str
    subject: str  # what is counted once
    tags: Tags
    count: int  # type: ignore[assignment]  # +1 or -1; hides tuple.count, which no line needs
    amount: int  # whole steps of the measure, signed like `count`


class Entry(NamedTuple):
    """One signed telling of a dated value of a unit."""

    fact: str
    register: str
    key: str
    unit: str
    day: date  # in force from
    known: date
    source: str
    position: int
    ordinal: int
    recorded: str  # instant, as text that sorts
    value: str
    count: int  # type: ignore[assignment]  # +1 or -1


@dataclass(frozen=True)
class Telling:
    """A heard event: its place, when the platform learnt it, and its data as plain values."""

    source: str
    position: int
    type: str
    recorded: str
    known: date
    data: Plain


def text(value: Any) -> str:
    """A plain value as the text that conditions and keys compare."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def fold(told: Telling, catalogue: Catalogue) -> tuple[list[Line], list[Entry]]:
    """All lines and register entries of one event. Raises ValueError when it cannot be read."""
    lines: list[Line] = []
    entries: list[Entry] = []
    for sign, inside, name in catalogue.versions.get(told.type, ()):
        fact = told.data[inside] if inside else told.data
        identity = "/".join((name, *(text(read(fact, None, path)) for path in catalogue.facts[name].key)))
        for measure in catalogue.measures_of.get(name, ()):
            for element in _elements(measure, fact):
                lines.append(_line(told, measure, fact, element, identity, sign, len(lines)))
        for register in catalogue.registers_of.get(name, ()):
            if _holds(register.where, fact, None):
                entries.append(_entry(told, register, fact, identity, sign, len(entries)))
    return lines, entries


def _elements(measure: Measure, fact: Plain) -> Iterator[Any]:
    """The elements that this measure counts: those of its list, or the fact itself."""
    found = expand(fact, measure.each) if measure.each else (None,)
    return (element for element in found if _holds(measure.where, fact, element))


def expand(fact: Plain, path: Path) -> Iterator[Any]:
    """The elements of a list, or of a list inside each element of a list.

    An element of an inner list stands under that list's name, beside the outer element's fields.
    """
    for element in fact.get(path[0]) or ():
        if len(path) == 1:
            yield element
        else:
            yield from ({**element, path[1]: each} for each in element.get(path[1]) or ())


def _holds(where: Where, fact: Plain, element: Any) -> bool:
    for path, values, wanted in where:
        found = read(fact, element, path)
        has = any(text(v) in values for v in found) if isinstance(found, list) else text(found) in values
        if has is not wanted:
            return False
    return True


def _line(
    told: Telling, of: Measure, fact: Plain, element: Any, identity: str, sign: int, ordinal: int
) -> Line:
    def at(path: Path) -> str:
        return text(read(fact, element, path)) if path else ""

    filed = at(of.filed)
    return Line(
        identity,
        of.name,
        _unit(of.unit, fact, element),
        date.fromisoformat(at(of.day)[:10]),
        told.known,
        told.source,
        told.position,
        ordinal,
        date.fromisoformat(filed[:10]) if filed else None,
        at(of.person),
        at(of.occasion),
        at(of.subject),
        tuple((tag, at(path)) for tag, path in of.tags),
        sign,
        sign * _steps(at(of.amount), of) if of.amount else 0,
    )


def _unit(paths: tuple[Path, ...], fact: Plain, element: Any) -> str:
    for path in paths:
        found = read(fact, element, path)
        if found:
            return str(found)
    raise ValueError("the fact names no unit")


def _steps(amount: str, of: Measure) -> int:
    """The amount in whole steps of the measure; a finer one is refused rather than rounded."""
    steps = Fraction(amount or 0) / of.step
    if steps.denominator != 1:
        raise ValueError(f"{amount} is finer than the step {of.step} of {of.name}")
    return steps.numerator


def _entry(told: Telling, of: Register, fact: Plain, identity: str, sign: int, ordinal: int) -> Entry:
    return Entry(
        identity,
        of.name,
        text(read(fact, None, of.key)) if of.key else "",
        _unit((of.unit,), fact, None),
        date.fromisoformat(text(read(fact, None, of.day))[:10]),
        told.known,
        told.source,
        told.position,
        ordinal,
        told.recorded,
        text(read(fact, None, of.value)),
        sign,
    )
