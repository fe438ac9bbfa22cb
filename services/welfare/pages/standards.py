"""慰问标准: what may be given on which occasion, since when, and by which document."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from marshmallow import EXCLUDE

from services.chassis.commands import Execute
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.welfare import words
from services.welfare.api.standards import (
    EndStandardBody,
    SetStandardBody,
    StandardFilter,
    end_one,
    found,
    set_one,
    shown,
)
from services.welfare.api.visits import today
from services.welfare.projections import standards


def standard_pages(parts: Parts, execute: Execute) -> Blueprint:
    """The pages under /standards."""
    pages = Blueprint("standard", __name__, template_folder="templates")
    _reading(pages, parts)
    _changing(pages, parts, execute)
    return pages


def _reading(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/standards")
    @requires("standards.read")
    def index() -> str:
        given = {name: value for name, value in request.args.items() if value}
        asked: dict[str, Any] = StandardFilter(unknown=EXCLUDE).load(given)
        with parts.store.reading() as db:
            rows = [shown(row) for row in standards.listed(db, asked["on"], asked["occasion"])]
        return render_template(
            "welfare/standards.html",
            rows=[row | {"ended": row["until"] is not None and row["until"] < today()} for row in rows],
            words=words,
            may_set=bool(reach("standards.set")),
            today=today(),
        )


def _changing(pages: Blueprint, parts: Parts, execute: Execute) -> None:
    @pages.route("/standards/new", methods=["GET", "POST"])
    @requires("standards.set")
    def new() -> Answer:
        return form_page(
            "welfare/standard_form.html",
            SetStandardBody,
            act=lambda body: set_one(execute, body),
            then=lambda outcome: url_for("standard.index", done="set"),
            start={"relation": "self", "limit": "block", "claim_days": 180},
            words=words,
        )

    @pages.route("/standards/<standard>/end", methods=["GET", "POST"])
    @requires("standards.end")
    def end(standard: str) -> Answer:
        row = found(parts, standard)
        return form_page(
            "welfare/standard_end.html",
            EndStandardBody,
            act=lambda body: end_one(execute, standard, body["on"]),
            then=lambda outcome: url_for("standard.index", done="ended"),
            version=row.version,
            row=row,
            standard=shown(row),
            words=words,
        )
