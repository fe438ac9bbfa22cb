"""慰问登记 and one visit: tell, correct, void, read its note."""

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from marshmallow import ValidationError

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.http import now
from services.chassis.web.language import gettext
from services.welfare import words
from services.welfare.api.meters import MeterQuery, metered
from services.welfare.api.visit_bodies import (
    CorrectVisitBody,
    LogVisitBody,
    NotePurpose,
    VoidVisitBody,
    shown,
)
from services.welfare.api.visits import correct_one, found, log_one, today, void_one
from services.welfare.notes import opened
from services.welfare.pages import branches, timeline
from services.welfare.projections import erasures, openings, standards

CHOSEN = ("branch", "member", "occasion", "relation", "on")


def visit_pages(parts: Parts, execute: Execute) -> Blueprint:
    """The pages under /visits/."""
    pages = Blueprint(
        "visit", __name__, template_folder="templates", static_folder="static", static_url_path="/forms"
    )
    _telling(pages, parts, execute)
    _changing(pages, parts, execute)
    _reading(pages, parts)
    return pages


def _telling(pages: Blueprint, parts: Parts, execute: Execute) -> None:
    @pages.route("/visits/new", methods=["GET", "POST"])
    @requires("visits.log")
    def new() -> Answer:
        return form_page(
            "welfare/visit_form.html",
            LogVisitBody,
            act=lambda body: log_one(execute, body),
            then=lambda outcome: told(outcome, "logged"),
            start=_start(parts),
            **form_context(parts, "visits.log", chosen(_start(parts))),
        )

    @pages.route("/visits/<visit>/correct", methods=["GET", "POST"])
    @requires("visits.correct")
    def correct(visit: str) -> Answer:
        row = found(parts, visit, "visits.correct")
        start = {**shown(row), **{name: value for name, value in request.args.items() if name in CHOSEN}}
        return form_page(
            "welfare/visit_form.html",
            CorrectVisitBody,
            act=lambda body: correct_one(execute, row, body),
            then=lambda outcome: told(outcome, "corrected"),
            start=start,
            version=version_of(parts, row),
            row=row,
            **form_context(parts, "visits.correct", chosen({**start, "member": row.member}), row),
        )


def _changing(pages: Blueprint, parts: Parts, execute: Execute) -> None:
    @pages.get("/visits/<visit>")
    @requires("visits.read")
    def one(visit: str) -> Answer:
        return _detail(parts, execute, found(parts, visit))

    @pages.post("/visits/<visit>/void")
    @requires("visits.void")
    def void(visit: str) -> Answer:
        return _detail(parts, execute, found(parts, visit, "visits.void"))


def _reading(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/visits/<visit>/note")
    @requires("visits.read-note")
    def note(visit: str) -> str:
        row = found(parts, visit, "visits.read-note")
        purpose, error = _purpose()
        text = opened(parts, row, g.principal.id, purpose, now()) if purpose else None
        with parts.store.reading() as db:
            kept = openings.of(db, visit)
        names = parts.people({each.reader for each in kept} | {row.member})
        shown_as = [{**each._mapping, "reader": names.get(each.reader, each.reader)} for each in kept]
        context = {"row": row, "text": text, "error": error, "openings": shown_as, "names": names}
        return render_template("welfare/note.html", **context)


def _purpose() -> tuple[str, str]:
    """The purpose given, or what is wrong with it."""
    if "purpose" not in request.args:
        return "", ""
    try:
        return str(NotePurpose().load({"purpose": request.args["purpose"]})["purpose"]), ""
    except ValidationError:
        return "", gettext("Say in a few words what for.")


def _detail(parts: Parts, execute: Execute, row: Any) -> Answer:
    return form_page(
        "welfare/visit.html",
        VoidVisitBody,
        act=lambda body: void_one(execute, row, body),
        then=lambda outcome: told(outcome, "voided"),
        version=version_of(parts, row),
        **_detail_context(parts, row),
    )


def _detail_context(parts: Parts, row: Any) -> dict[str, Any]:
    with parts.store.reading() as db:
        standard = standards.one(db, row.standard)
        gone = erasures.erased(db, row.member)
    meter = metered(parts, row.member, row.occasion, row.relation, row.on)
    return {
        "row": row,
        "visit": shown(row),
        "words": words,
        "names": parts.people({row.member}),
        "branches": branches.names(parts),
        "standard": standard,
        "meter": meter,
        "erased": gone,
        "happened": timeline.of(parts, row),
        "may": {act: reach(f"visits.{act}").covers(row.branch) for act in ("correct", "void", "read-note")},
    }


def told(outcome: Outcome, done: str) -> str:
    """The visit's page, which says what was done."""
    return url_for("visit.one", visit=outcome.stream, done=done)


def version_of(parts: Parts, row: Any) -> int:
    """The version of the person's record, as a form carries it."""
    return len(parts.store.read_stream(row.stream))


def _start(parts: Parts) -> dict[str, Any]:
    """What a new form begins with: what the address says, the reader's only branch, today."""
    own = branches.choices(parts, "visits.log")
    start = {"branch": own[0][0] if len(own) == 1 else "", "relation": "self", "on": today().isoformat()}
    return start | {name: request.args[name] for name in CHOSEN if name in request.args}


def chosen(start: dict[str, Any]) -> dict[str, Any]:
    """What is chosen so far: typed into the form that was sent, else what it began with."""
    source = request.form if request.method == "POST" else start
    return {name: str(source.get(name) or start.get(name) or "") for name in CHOSEN}


def form_context(parts: Parts, permission: str, picked: dict[str, Any], row: Any = None) -> dict[str, Any]:
    """The selects of the form, and the standard and meter of what is chosen."""
    on = _day(picked["on"])
    asked = {name: picked[name] for name in ("member", "occasion", "relation", "on")}
    known = not MeterQuery().validate(asked)
    return {
        "words": words,
        "branch_choices": branches.choices(parts, permission),
        "members": [] if row else branches.members(parts, picked["branch"], on),
        "meter": metered(parts, **{**asked, "on": on}, without=row.visit if row else "") if known else None,
        "picked": picked,
        "who": parts.people({row.member}).get(row.member, row.member) if row else "",
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
