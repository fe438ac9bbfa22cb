"""Rows of the list of scores: figures of a branch, its change, its place within its kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from services.evaluation.domain.facts import exact
from services.evaluation.domain.ranks import places
from services.evaluation.projections.results import Current

Plain = dict[str, Any]
SECTIONS = ("base", "bonus", "penalty")


def changes(found: Iterable[Current], before: Iterable[Current]) -> dict[str, str]:
    """Points won (or lost: negative) since the earlier day, of the branches that had a score then."""
    then = {each.unit: Fraction(each.total) for each in before}
    return {each.unit: exact(Fraction(each.total) - then[each.unit]) for each in found if each.unit in then}


def row(of: Current, change: Mapping[str, str], now: Mapping[str, str]) -> Plain:
    """A branch's score; `known_now` only where the question was asked under an earlier clock."""
    body = of.body
    base = next(with_roles(body["score"], ("base",)), body["score"])
    found: Plain = {
        "unit": of.unit,
        "name": of.name,
        "kind": of.kind,
        "category": body["category"],
        "sorting": body["rank"],
        "why_no_place": body.get("why_no_place", ""),
        "awards": body["awards"],
        "allowances": body["allowances"],
        "total": body["total"],
        "most": body["score"]["most"] or base["most"],
        "lost": body["lost"],
        "open": body["open"],
        "grade": body["grade"],
        "reached": body["reached"],
        "why_no_grade": body["why_no_grade"],
        "barred": [{"gate": bar["gate"], "title": bar["title"], "bars": bar["bars"]} for bar in body["bars"]],
        "change": change.get(of.unit),
        "homes": [figures(part) for part in with_roles(body["score"], ("home",))],
        "sections": [figures(part) for part in with_roles(body["score"], SECTIONS)],
    }
    return found | ({"known_now": now.get(of.unit)} if now else {})


def with_roles(part: Plain, roles: Sequence[str]) -> Iterator[Plain]:
    """The parts of a plain score that play these roles, from the top."""
    if part["role"] in roles:
        yield part
    for child in part.get("parts", ()):
        yield from with_roles(child, roles)


def figures(part: Plain) -> Plain:
    return {name: part[name] for name in ("id", "role", "title", "points", "most", "lost", "open")}


def ranked(items: list[Plain]) -> list[Plain]:
    """With `rank` and `of` within their category, best first; last those that have no place (None)."""
    ranks = {each["unit"]: (each["category"], _rank(each.pop("sorting"))) for each in items}
    stands = places({each["unit"]: ranks[each["unit"]] for each in items if not each["why_no_place"]})
    for each in items:
        place = stands.get(each["unit"])
        each |= {
            "rank": place and place.place,
            "of": place and place.of,
            "shared": bool(place and place.equal),
        }
    return sorted(items, key=_order)


def _order(of: Plain) -> tuple[object, ...]:
    return of["kind"], of["category"], of["rank"] is None, of["rank"] or 0, of["unit"]


def _rank(numbers: Sequence[str]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, numbers))
