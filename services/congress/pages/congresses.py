"""届次: congresses with their window, settings and report; convening and closing one."""

from typing import Any

from flask import Blueprint, g, render_template, url_for

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.forms import form_page
from services.chassis.web.http import new_id, writing
from services.congress import words
from services.congress.api import acts
from services.congress.api.congresses import Close, Convene, Figures, convening, found
from services.congress.day import dated, today
from services.congress.domain.congress import CloseCongress
from services.congress.pages import all_congresses, options
from services.congress.projections.congresses import settings_of
from services.congress.projections.delegates import composition
from services.congress.projections.lists import report
from services.congress.rulebooks import in_force

pages = Blueprint("congress", __name__, template_folder="templates")


class ConveneForm(Convene, Figures):
    """The form's fields lie flat: settings beside the rest."""


@pages.get("/congresses")
@requires("congresses.read")
def index() -> str:
    may = bool(reach("congresses.convene"))
    return render_template("congress/congresses.html", rows=all_congresses(), may_convene=may, today=today())


@pages.route("/congresses/new", methods=["GET", "POST"])
@requires("congresses.convene")
def new() -> Answer:
    edition = in_force(today())
    defaults = {name: figure.default for name, figure in edition.figures.items()}
    return form_page(
        "congress/congress_form.html",
        ConveneForm,
        act=convene,
        then=lambda outcome: url_for("congress.show", congress=outcome.stream, done="convene"),
        start=defaults | {"citation": edition.citation},
        edition=edition,
        words=words,
        options=options,
    )


def convene(body: dict[str, Any]) -> Outcome:
    flat = {name: value for name, value in body.items() if name not in Figures().fields}
    figures = {name: value for name, value in body.items() if name in Figures().fields}
    congress = new_id("congress")
    command = convening(flat | {"settings": figures}, congress)
    return acts().congresses(congress, command, writing())


@pages.get("/congresses/<congress>")
@requires("congresses.read")
def show(congress: str) -> Answer:
    return detail(congress)


@pages.route("/congresses/<congress>/close", methods=["GET", "POST"])
@requires("congresses.close")
def close(congress: str) -> Answer:
    return detail(congress)


def detail(congress: str) -> Answer:
    """The congress's page, which carries the act that closes it."""
    row = found(congress)
    with here().store.reading() as db:
        figures, seats = report(db, congress), composition(db, congress)
    return form_page(
        "congress/congress.html",
        Close,
        act=lambda body: acts().congresses(
            congress, CloseCongress(by=g.principal.id, **dated(body)), writing()
        ),
        then=lambda outcome: url_for("congress.show", congress=congress, done="close"),
        version=row.version,
        row=row,
        settings=settings_of(row.settings),
        edition=in_force(row.on),
        report=figures,
        seats=sum(seats.values()),
        may_close=bool(reach("congresses.close")) and row.closed_on is None and today() >= row.on,
        words=words,
    )
