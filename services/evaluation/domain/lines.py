"""Signed lines: what one heard event says to the measures, by the catalogue alone.

A telling adds its fact, a correction takes the whole old fact away and adds the whole new one, a
withdrawal takes the old one away. Nothing is looked up, so no order of arrival can matter.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from services.evaluation.domain.catalogue import Catalogue, Register, Where, read
from services.evaluation.domain.folding import Row, Said, holds, nowhere, tags_text
from services.evaluation.domain.folding import text as text

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


def fold(told: Telling, catalogue: Catalogue) -> tuple[list[Line], list[Entry]]:
    """All lines and register entries of one event. Raises ValueError when it cannot be read."""
    said: Said = defaultdict(list)
    say(said, catalogue, told.type, told.data, str(told.position), told.known.isoformat())
    rows = [(row, unit) for (unit, _), found in said.items() for row in found]
    return [line for each in rows for line in lines_of(*each, told.source)], entries(told, catalogue)


def say(said: Said, catalogue: Catalogue, type_: str, data: Plain, position: str, known: str) -> None:
    """Add the lines of one event, as text, to what was said before. Raises ValueError as `fold` does."""
    for sign, inside, tell in catalogue.tells.get(type_, ()):
        tell(said, data[inside] if inside else data, sign, position, known)


def lines_of(row: Row, unit: str, source: str) -> list[Line]:
    """The lines of their text."""
    fact, measure, on, filed, persons, occasion, subject, tags, amount, count, known, position = row
    handed = date.fromisoformat(filed) if filed else None
    return [
        Line(fact, measure, unit, date.fromisoformat(on), date.fromisoformat(known), source, int(position),
             handed, person, occasion, subject, tags_of(tags), int(count), int(count) * int(amount))
        for person in persons
    ]  # fmt: skip


def row_of(line: Line) -> Row:
    """The text of a line."""
    tags = tags_text(tuple(name for name, _ in line.tags))(*(value for _, value in line.tags))
    filed = line.filed.isoformat() if line.filed else ""
    return (line.fact, line.measure, line.day.isoformat(), filed, [line.person], line.occasion, line.subject,
            tags if line.tags else "", str(line.count * line.amount), str(line.count), line.known.isoformat(),
            str(line.position))  # fmt: skip


@lru_cache(maxsize=16_384)
def tags_of(told: str) -> Tags:
    """Tags of their text."""
    return tuple((name, value) for name, value in json.loads(told)) if told else ()


def entries(told: Telling, catalogue: Catalogue) -> list[Entry]:
    """The signed tellings of dated values of one event. Raises ValueError as `fold` does."""
    found: list[Entry] = []
    for sign, inside, name in catalogue.versions.get(told.type, ()):
        fact = told.data[inside] if inside else told.data
        identity = "/".join((name, *(text(read(fact, None, path)) for path in catalogue.facts[name].key)))
        for register in catalogue.registers_of[name]:
            if _holds(register.where, fact):
                found.append(_entry(told, register, fact, identity, sign, len(found)))
    return found


def _holds(where: Where, fact: Plain) -> bool:
    return all(holds(read(fact, None, path), values) is wanted for path, values, wanted in where)


def _entry(told: Telling, of: Register, fact: Plain, identity: str, sign: int, ordinal: int) -> Entry:
    return Entry(
        identity,
        of.name,
        text(read(fact, None, of.key)) if of.key else "",
        str(read(fact, None, of.unit) or nowhere()),
        date.fromisoformat(text(read(fact, None, of.day))[:10]),
        told.known,
        told.source,
        told.position,
        ordinal,
        told.recorded,
        text(read(fact, None, of.value)),
        sign,
    )
