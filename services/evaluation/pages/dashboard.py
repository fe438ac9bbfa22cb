"""The dashboard: where every branch stands within its kind, how that changed, and the list behind it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.chassis.running.parts import Parts
from services.chassis.web import charts
from services.chassis.web.auth import requires, signed_in
from services.chassis.web.language import gettext as _
from services.evaluation import queries, words
from services.evaluation.domain.frame import Ladder, Scheme
from services.evaluation.pages import standing, trend
from services.evaluation.pages.asked import Asked, asked, because
from services.evaluation.pages.numbers import figure
from services.evaluation.pages.standing import Standing
from services.evaluation.questions import NoAnswer, ask

ALL = ("barred", "existed-too-short", "no-ladder", "below")


@dataclass(frozen=True)
class Kind:
    """The branches of one kind, best first, with what their picture needs."""

    id: str
    name: str
    rows: Sequence[Standing]
    lines: Sequence[charts.Line]
    finding: str
    middle: Fraction | None


def dashboard_pages(parts: Parts) -> Blueprint:
    """`/` and its export."""
    pages = Blueprint("dashboard", __name__, template_folder="templates")

    @pages.get("/")
    @requires("scores.read")
    def index() -> str:
        question = asked(parts)
        try:
            context = _context(parts, question)
        except NoAnswer as none:
            return render_template("evaluation/no_answer.html", asked=question, why=because(none))
        return render_template("evaluation/dashboard.html", asked=question, **context)

    @pages.get("/scores.csv")
    @requires("scores.read")
    def export() -> Response:
        question = asked(parts)
        found, _answer, _scheme = _found(parts, question)
        return _csv(_listed(found), f"scores-{question.period}.csv")

    return pages


def _found(parts: Parts, question: Asked) -> tuple[list[Standing], dict[str, Any], Scheme]:
    scheme = ask(parts, **question.query).scheme
    answer = queries.scores_of(parts, **question.query)
    return standing.standings(answer, scheme), answer, scheme


def _context(parts: Parts, question: Asked) -> dict[str, Any]:
    found, answer, scheme = _found(parts, question)
    low, kinds = _low(found), [_kind(each, scheme, found) for each in scheme.kinds]
    return {
        "answer": answer,
        "found": found,
        "kinds": kinds,
        "low": low,
        "high": _high(found),
        "listed": _listed(found),
        "figures": _figures(question, found, scheme),
        "standings": standing_words(scheme, found),
        "trend": trend.months(parts, [row.unit for kind in kinds for row in kind.rows], question.period),
        "marked": (question.as_of or date.min).isoformat()[:7],
        "sorts": _sorts(),
        "own": _own(),
        "last": date.fromisoformat(min(answer["as_of"], answer["to"])),
        "words": words,
    }


def _own() -> set[str]:
    """The reader's own branches, marked in the pictures."""
    reader = signed_in()
    return {grant.unit for grant in reader.grants if grant.unit} if reader else set()


def _sorts() -> list[tuple[str, str]]:
    return [("change", _("Change")), ("open", _("Still open")), ("lost", _("Lost")), ("name", _("Name"))]


def _listed(found: Sequence[Standing]) -> list[Standing]:
    given = request.args
    return standing.chosen(found, given.get("kind", ""), given.get("grade", ""), given.get("sort", ""))


def _kind(kind: str, scheme: Scheme, found: Sequence[Standing]) -> Kind:
    rows = sorted((each for each in found if each.kind == kind), key=_by_place)
    ladder = scheme.ladder(kind)
    lines = [charts.Line(g.at, words.titled(g.title)) for g in reversed(ladder.grades)] if ladder else []
    middle = standing.middle(rows)
    return Kind(kind, words.titled(scheme.kinds[kind]), rows, lines, _finding(rows, ladder), middle)


def _by_place(of: Standing) -> tuple[bool, int, str]:
    """By place, then those that have none."""
    return of.rank is None, of.rank or 0, of.name


def _finding(rows: Sequence[Standing], ladder: Ladder | None) -> str:
    """The sentence that the ranking proves."""
    if not rows or not ladder:
        return ""
    line = ladder.grades[-1]
    reached = sum(each.total >= line.at for each in rows)
    barred = sum(each.standing == "barred" for each in rows)
    said = _("%(reached)s of %(all)s have reached the line of %(line)s", reached=reached, all=len(rows),
             line=figure(line.at))  # fmt: skip
    return _("%(said)s; %(barred)s of them barred", said=said, barred=barred) if barred else said


def _low(found: Sequence[Standing]) -> int:
    """Where the scale begins: a ten not far below the lowest dot."""
    least = min((float(each.total) for each in found), default=0.0)
    return max(0, floor((least - 4) / 10) * 10)


def _high(found: Sequence[Standing]) -> int:
    return max(100, *(floor(float(each.total)) + 1 for each in found)) if found else 100


def standing_words(scheme: Scheme, found: Sequence[Standing]) -> list[tuple[str, str]]:
    """(id, word) of the grades from the best down, then of the reasons for none that occur."""
    grades = {g.id: words.titled(g.title) for ladder in scheme.ladders for g in ladder.grades}
    held = {each.standing for each in found}
    reasons = {why: words.said(words.NO_GRADE, why) for why in ALL if why in held}
    return [*grades.items(), *reasons.items()]


def _figures(question: Asked, found: Sequence[Standing], scheme: Scheme) -> list[dict[str, Any]]:
    """The large numbers; each opens the list behind it."""
    counts = standing.counts(found)
    link: dict[str, Any] = {**question.link, "_anchor": "list"}
    shown = [{"label": _("Branches"), "value": len(found), "href": url_for("dashboard.index", **link)}]
    for code, word in standing_words(scheme, found):
        href = url_for("dashboard.index", grade=code, **link) if counts[code] else ""
        shown.append({"label": word, "value": counts[code], "href": href})
    return shown


# --- export


def _csv(rows: Sequence[Standing], name: str) -> Response:
    """The list as shown, for a spreadsheet: a BOM so that Chinese is read, no cell that is a formula."""
    out = io.StringIO()
    write = csv.writer(out)
    said = (_("Branch"), _("Kind"), _("Place"), _("Score"), _("Change"), _("Lost"), _("Still open"))
    write.writerow([*said, _("Grade")])
    for each in rows:
        figures = (each.total, each.change, each.lost, each.open)
        written = ("" if each is None else f"{float(each):.2f}" for each in figures)
        write.writerow([_safe(each.name), each.kind_name, each.rank or "", *written, each.chip[1]])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
