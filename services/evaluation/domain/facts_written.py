"""Lines and dated values written as a plain facts file, as `facts_file` reads it."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from heapq import merge
from itertools import groupby
from typing import Any

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.facts import exact
from services.evaluation.domain.facts_file import FORM, Plain
from services.evaluation.domain.lines import Entry, Line


def write(lines: Iterable[Line], entries: Iterable[Entry], catalogue: Catalogue) -> Plain:
    """The whole file as plain data."""
    return {"facts": FORM, "tellings": list(tellings(lines, entries, catalogue))}


def tellings(lines: Iterable[Line], entries: Iterable[Entry], catalogue: Catalogue) -> Iterator[Plain]:
    """Each event's telling. Lines and entries come in the order of source and position."""
    steps_of = {name: each.step for name, each in catalogue.measures.items()}
    told_in_order: Iterator[Line | Entry] = merge(lines, entries, key=_place)
    for _, told in groupby(told_in_order, key=_place):
        yield _telling(list(told), steps_of)


def _place(of: Line | Entry) -> tuple[str, int]:
    return of.source, of.position


def _telling(told: list[Line | Entry], steps_of: Mapping[str, Fraction]) -> Plain:
    one = told[0]
    recorded = next((each.recorded for each in told if isinstance(each, Entry)), "")
    facts = [(each.count, _fact(each, steps_of)) for each in told if isinstance(each, Line)]
    values = [(each.count, _value(each)) for each in told if isinstance(each, Entry)]
    return _without_nothing(
        {
            "known": one.known.isoformat(),
            "source": one.source,
            "position": one.position,
            "recorded": recorded,
            "takes": [fact for sign, fact in facts if sign < 0],
            "tells": [fact for sign, fact in facts if sign > 0],
            "unsets": [value for sign, value in values if sign < 0],
            "sets": [value for sign, value in values if sign > 0],
        }
    )


def _fact(of: Line, steps_of: Mapping[str, Fraction]) -> Plain:
    amount = of.amount * of.count
    found = {name: getattr(of, name) for name in ("fact", "measure", "unit", "person", "occasion", "subject")}
    days = {"day": of.day.isoformat(), "filed": of.filed.isoformat() if of.filed else ""}
    more = {"tags": _without_nothing(dict(of.tags)),
            "amount": exact(amount * steps_of[of.measure]) if amount else ""}  # fmt: skip
    return _without_nothing({**found, **days, **more})


def _value(of: Entry) -> Plain:
    found = {"fact": of.fact, "register": of.register, "key": of.key, "unit": of.unit}
    return {**_without_nothing(found), "day": of.day.isoformat(), "value": of.value}


def _without_nothing(of: Mapping[str, Any]) -> Plain:
    return {name: value for name, value in of.items() if value not in ("", [], {})}
