"""What other bodies told about branches, and the incidents that bar a grade: lists and the office's acts."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from marshmallow import EXCLUDE, Schema

from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.switches import same_page
from services.evaluation import words
from services.evaluation.acts import Acts
from services.evaluation.api import incidents as incident_api
from services.evaluation.api import telling
from services.evaluation.api.told.figures import telling as figure_api
from services.evaluation.branches import branches
from services.evaluation.questions import today

PLACE = "told"  # the name of these pages among the endpoints


def figure_pages(parts: Parts, acts: Acts) -> Blueprint:
    """`/figures` with its forms, and those of incidents."""
    pages = Blueprint(PLACE, __name__, template_folder="templates")
    _listing(pages, parts)
    _figure_acts(pages, parts, acts)
    _incident_acts(pages, parts, acts)
    return pages


def _listing(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/figures")
    @requires("figures.read")
    def index() -> str:
        asked = _asked(telling.filter_of(figure_api))
        found = figure_api.page(parts, asked)
        barring = _incidents(parts, asked["branch"]) if reach("incidents.read") else None
        return render_template(
            "evaluation/figures.html",
            found=found,
            incidents=barring,
            next=same_page(after=found["next"]) if found["next"] else "",
            first=same_page(after="") if asked["after"] else "",
            branches={each["branch"]: each["name"] for each in branches(parts)},
            may=_may(),
            words=words,
        )


def _asked(schema: type[Schema]) -> dict[str, Any]:
    """The filters of the address; one that cannot be read is left out."""
    given = {name: value for name, value in request.args.items() if value}
    wrong = schema(unknown=EXCLUDE).validate(given)
    loaded: dict[str, Any] = schema(unknown=EXCLUDE).load({k: v for k, v in given.items() if k not in wrong})
    return loaded


def _incidents(parts: Parts, branch: str) -> list[Any]:
    query = incident_api.IncidentFilter().load({"branch": branch, "limit": 200} if branch else {"limit": 200})
    items: list[Any] = incident_api.page_of(parts, query)["items"]
    return items


def _may() -> dict[str, bool]:
    rights = ("figures.tell", "incidents.record", "incidents.lift")
    return {right: bool(reach(right)) for right in rights}


def _done(word: str) -> str:
    return url_for(f"{PLACE}.index", done=word)


def _choices(parts: Parts) -> dict[str, Any]:
    """The branches of a form: those that are not closed; names of all."""
    known = branches(parts)
    return {
        "words": words,
        "branches": {each["branch"]: each["name"] for each in known},
        "branch_choices": [(each["branch"], each["name"]) for each in known if not each["closed"]],
    }


def _figure(parts: Parts, figure: str) -> dict[str, Any]:
    return figure_api.item(figure_api.found(parts, figure)._mapping)


def _figure_acts(pages: Blueprint, parts: Parts, acts: Acts) -> None:
    @pages.route("/figures/new", methods=["GET", "POST"])
    @requires("figures.tell")
    def enter() -> Answer:
        return form_page(
            "evaluation/figure_form.html",
            figure_api.body,
            act=lambda body: figure_api.tell(parts, acts.told["figure"], body),
            then=lambda outcome: _done("entered"),
            start={"branch": request.args.get("branch", ""), "on": today(parts).isoformat()},
            **_choices(parts),
        )

    @pages.route("/figures/<figure>/correct", methods=["GET", "POST"])
    @requires("figures.tell")
    def correct(figure: str) -> Answer:
        row = _figure(parts, figure)
        return form_page(
            "evaluation/figure_form.html",
            telling.corrected(figure_api),
            act=lambda body: figure_api.correct(parts, acts.told["figure"], figure, body),
            then=lambda outcome: _done("corrected"),
            start={**row, "reason": ""},
            version=row["version"],
            row=row,
            **_choices(parts),
        )

    @pages.route("/figures/<figure>/withdraw", methods=["GET", "POST"])
    @requires("figures.tell")
    def withdraw(figure: str) -> Answer:
        row = _figure(parts, figure)
        return form_page(
            "evaluation/reason_form.html",
            telling.Reason,
            act=lambda body: figure_api.withdraw(parts, acts.told["figure"], figure, body),
            then=lambda outcome: _done("withdrawn"),
            version=row["version"],
            row=row,
            withdrawing=True,
            **_choices(parts),
        )


def _incident_acts(pages: Blueprint, parts: Parts, acts: Acts) -> None:
    @pages.route("/incidents/new", methods=["GET", "POST"])
    @requires("incidents.record")
    def record() -> Answer:
        return form_page(
            "evaluation/incident_form.html",
            incident_api.RecordIncidentBody,
            act=lambda body: incident_api.record_one(parts, acts.incidents, body),
            then=lambda outcome: _done("recorded"),
            start={"branch": request.args.get("branch", ""), "on": today(parts).isoformat()},
            **_choices(parts),
        )

    @pages.route("/incidents/<incident>/lift", methods=["GET", "POST"])
    @requires("incidents.lift")
    def lift(incident: str) -> Answer:
        row = incident_api.found(parts, incident, "incidents.lift")
        return form_page(
            "evaluation/reason_form.html",
            incident_api.LiftIncidentBody,
            act=lambda body: incident_api.lift_one(parts, acts.incidents, incident, body),
            then=lambda outcome: _done("lifted"),
            version=row.version,
            row=row,
            withdrawing=False,
            **_choices(parts),
        )
