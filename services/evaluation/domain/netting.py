"""What signed lines come to, whatever order they came in: versions of facts, and sums of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.evaluation.domain.facts import Fact, Stretch, Tally, order
from services.evaluation.domain.folding import COUNT, DAY, KNOWN, MEASURE, POSITION, Row
from services.evaluation.domain.lines import Line, row_of, tags_of

# What makes two lines tell the same version of the same fact: a row up to its count, with one person.
Content = tuple[str, str, str, str, str, str, str, str, str]
# Of every measure the first and the last day that are asked for; and the day before which is asked for only
# what became known since: what reasons say to be a year too early.
Days = Mapping[str, tuple[str, str, str]]


class Netted(NamedTuple):
    """One version of a fact of a unit, as its content's text, with what its lines net to."""

    content: Content
    net: int
    position: int  # of the last telling
    taken: int  # of the last line that took it away
    known: str  # the last telling's day, "" for none


def within(days: Days, content: Row | Content, known: str) -> bool:
    """Whether something that became known on a day is asked for."""
    if not (span := days.get(content[MEASURE])):
        return False
    first, last, whole = span
    on = content[DAY]
    return first <= on <= last and (whole <= on or whole <= known)


def netted(rows: Iterable[Row], known_on: str = "") -> list[Netted]:
    """Every version of every fact that a unit's lines from one source speak of, as known on a day."""
    versions: dict[Content, list[Row]] = {}
    for row in rows:
        if not known_on or row[KNOWN] <= known_on:
            fact, measure, on, filed, persons, occasion, subject, tags, amount, *_ = row
            for person in persons:
                content = (fact, measure, on, filed, person, occasion, subject, tags, amount)
                versions.setdefault(content, []).append(row)
    return [_netted(content, told) for content, told in versions.items()]


def _netted(content: Content, lines: list[Row]) -> Netted:
    one = lines[0]
    if len(lines) == 1 and one[COUNT] == "1":  # as most are
        return Netted(content, 1, int(one[POSITION]), 0, one[KNOWN])
    told = [line for line in lines if line[COUNT] == "1"]
    return Netted(
        content,
        2 * len(told) - len(lines),
        max((int(line[POSITION]) for line in told), default=0),
        max((int(line[POSITION]) for line in lines if line[COUNT] != "1"), default=0),
        max((line[KNOWN] for line in told), default=""),
    )


def facts_of(unit: str, source: str, versions: Iterable[Netted]) -> list[Fact]:
    """The facts of netted versions."""
    return [
        Fact(day_of(on), source, position, name, person, subject, occasion, unit, tags_of(tags), int(amount),
             measure, day_of(filed) if filed else None, net, taken, day_of(known) if known else date.min)
        for (name, measure, on, filed, person, occasion, subject, tags, amount), net, position, taken, known
        in versions
    ]  # fmt: skip


def net(lines: Iterable[Line], known_on: date = date.max) -> list[Fact]:
    """Every version of every fact recorded by `known_on`, with what its tellings net to, in order."""
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for line in lines:
        told[line.unit, line.source].append(row_of(line))
    day = known_on.isoformat()
    found = (fact for place, rows in told.items() for fact in facts_of(*place, netted(rows, day)))
    return sorted(found, key=order)


def summed(
    versions: Iterable[Netted], stretches: Mapping[Stretch, Collection[str]]
) -> Iterator[tuple[Stretch, str, Tally]]:
    """How many live facts of these measures have the same tags, and their amounts, by stretch of days."""
    asked: dict[str, list[tuple[str, str, Stretch]]] = defaultdict(list)
    for stretch, measures in stretches.items():
        first, last = (day.isoformat() for day in stretch)
        for measure in measures:
            asked[measure].append((first, last, stretch))
    sums: dict[tuple[Stretch, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (_, measure, on, _, _, _, _, tags, amount), balance, *_ in versions:
        for first, last, stretch in asked.get(measure, ()) if balance > 0 else ():
            if first <= on <= last:
                found = sums[stretch, measure, tags]
                found[0] += 1
                found[1] += int(amount)
    for (stretch, measure, tags), (facts, steps) in sums.items():
        yield stretch, measure, Tally(tags_of(tags), facts, steps)


@lru_cache(maxsize=16_384)
def day_of(told: str) -> date:
    return date.fromisoformat(told)
