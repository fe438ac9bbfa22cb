"""A scheme tried on the platform's own facts: the scores it would have given, beside the edition in force."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext as _
from services.evaluation import checking, words
from services.evaluation.domain.combining import Part
from services.evaluation.domain.facts import exact
from services.evaluation.domain.grading import Result
from services.evaluation.projections import scores
from services.evaluation.projections.scores import Answer
from services.evaluation.questions import NoAnswer, Question, ask, today
from services.evaluation.recounting import place, window_of
from services.evaluation.score_lines import Report

Plain = dict[str, Any]


def tried(
    parts: Parts, text: str, period: str, as_of: date | None = None, known_on: date | None = None
) -> Plain:
    """What a scheme would have given each branch, item by item, and what the edition in force gives it.

    `as_of`: by default today or the period's end, whichever comes first. `before` is None everywhere
    where no edition scores that period. Raises BadRulebook, NotScored.
    """
    scheme, warnings = checking.read(text)
    now = today(parts)
    day = as_of or min(now, window_of(scheme, period, now).end)
    window = window_of(scheme, period, day)
    question = asked(parts, period, day, known_on)
    with parts.live().connect() as db:
        after = scores.scores(db, scheme, window, day, known_on)
        before = _by_edition(db, question) if question else []
    return {
        "period": period,
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "as_of": day.isoformat(),
        "known_on": known_on.isoformat() if known_on else None,
        "scheme": {"id": scheme.id, "title": dict(scheme.title)},
        "edition": _edition(question),
        "kinds": {kind: dict(title) for kind, title in scheme.kinds.items()},
        "warnings": checking.plain(warnings),
        "units": beside(before, after),
    }  # fmt: skip


def asked(parts: Parts, period: str, day: date, known_on: date | None) -> Question | None:
    """The same question to the edition in force, None where no edition answers it."""
    try:
        return ask(parts, period, day, known_on)
    except NoAnswer:
        return None


def _by_edition(db: Any, of: Question) -> list[Answer]:
    return scores.scores(db, of.scheme, of.window, of.as_of, of.known_on)


def _edition(of: Question | None) -> Plain | None:
    return {"id": of.edition.edition, "scheme": of.scheme.id, "title": dict(of.scheme.title)} if of else None


def beside(before: list[Answer], after: list[Answer]) -> list[Plain]:
    """The branches by kind and name, each with both scores."""
    old, new = ({each.result.unit: each for each in answers} for answers in (before, after))
    found = [_unit(old.get(unit), new.get(unit)) for unit in sorted({*old, *new})]
    return sorted(found, key=lambda each: (each["kind"], each["name"], each["unit"]))


def _unit(old: Answer | None, new: Answer | None) -> Plain:
    one = new or old
    assert one
    was, now = old.result if old else None, new.result if new else None
    return {
        "unit": one.result.unit,
        "name": one.name,
        "kind": one.result.kind,
        **_both(was.total if was else None, now.total if now else None),
        "grade": {"before": _grade(was), "after": _grade(now)},
        "place": {"before": place(was.place) if was else None, "after": place(now.place) if now else None},
        "awards": list(now.awards) if now else [],
        "items": list(_items(was, now)),
    }


def _both(before: Fraction | None, after: Fraction | None) -> Plain:
    """Both numbers as exact text; the difference where both are there."""
    known = before is not None and after is not None
    return {
        "before": None if before is None else exact(before),
        "after": None if after is None else exact(after),
        "difference": exact(after - before) if known and before is not None and after is not None else None,
    }


def _grade(of: Result | None) -> Plain | None:
    return {"id": of.grade.id, "title": dict(of.grade.title)} if of and of.grade else None


def _items(was: Result | None, now: Result | None) -> Iterator[Plain]:
    """Every node of either sheet, the new one's order first; the same id is the same item."""
    old, new = _nodes(was), _nodes(now)
    for id in [*new, *(each for each in old if each not in new)]:
        part = new.get(id) or old[id]
        points = (side[id].points if id in side else None for side in (old, new))
        yield {
            "id": id,
            "title": dict(part.node.title),
            "scored": part.node.item is not None,
            **_both(*points),
        }


def _nodes(of: Result | None) -> Mapping[str, Part]:
    return of.by_node if of else {}


def report(found: Plain, every: bool = False) -> Report:
    """A row per branch with both totals; below it the items that differ (or all of them)."""
    headings = [_("branch"), _("item"), _("edition in force"), _("this scheme"), _("difference"), _("grade")]
    rows: list[list[str]] = []
    for each in found["units"]:
        rows.append([each["name"], _("total"), *_figures(each), _grades(each["grade"])])
        items = (one for one in each["items"] if one["scored"] and (every or one["difference"] != "0"))
        rows += [["", f"{words.titled(one['title'])} ({one['id']})", *_figures(one), ""] for one in items]
    title = f"{words.titled(found['scheme']['title'])}  {found['from']} – {found['to']}"
    return Report(title, headings, rows, [_beside(found["edition"])], frozenset({2, 3, 4}))


def _beside(edition: Plain | None) -> str:
    if edition is None:
        return _("No edition scores this period.")
    return _("Edition in force: %(title)s (%(edition)s)", title=words.titled(edition["title"]),
             edition=edition["id"])  # fmt: skip


def _figures(of: Plain) -> list[str]:
    change = of["difference"]
    sign = "" if change in (None, "0") else "▲ +" if not change.startswith("-") else "▼ "
    return [of["before"] or "–", of["after"] or "–", "" if change in (None, "0") else f"{sign}{change}"]


def _grades(of: Plain) -> str:
    before, after = (words.titled(each["title"]) if each else "–" for each in (of["before"], of["after"]))
    return after if before == after else f"{before} → {after}"
