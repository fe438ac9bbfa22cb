"""How the worker is: lag, parked events, generations and the rebuild; the API's own figures."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from services.chassis.running.operation import Rebuilding, redriven, standing
from services.chassis.running.parts import Parts
from services.chassis.views import Views
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.language import gettext as _
from services.chassis.web.problems import Problem
from services.evaluation import words


def operator_pages(parts: Parts) -> Blueprint:
    """`/operator` and its acts."""
    pages = Blueprint("operator", __name__, template_folder="templates")

    @pages.get("/operator")
    @requires("operator.read")
    def index() -> Answer:
        return _shown(parts)

    @pages.post("/operator/rebuild")
    @requires("operator.act")
    def rebuild() -> Answer:
        return _done(parts, lambda views: _rebuilding().start(), "rebuilding")

    @pages.post("/operator/back")
    @requires("operator.act")
    def back() -> Answer:
        return _done(parts, lambda views: _rebuilding().back(), "returned")

    @pages.post("/operator/redrive")
    @requires("operator.act")
    def redrive() -> Answer:
        stream = {name: request.form.get(name, "") for name in ("source", "stream")}
        return _done(parts, lambda views: redriven(views, **stream), "redriven")

    return pages


def _rebuilding() -> Rebuilding:
    found: Rebuilding = current_app.extensions["rebuilding"]
    return found


def _done(parts: Parts, act: Callable[[Views], Any], word: str) -> Answer:
    """Act and say so; what cannot be done is said on the page."""
    if parts.views is None:
        raise Problem("not-found")
    try:
        act(parts.views)
    except Problem as problem:
        if problem.status != 409:
            raise
        return _shown(parts, problem)
    return redirect(url_for("operator.index", done=word), 303)


def _shown(parts: Parts, problem: Problem | None = None) -> Answer:
    if parts.views is None:
        raise Problem("not-found")
    rebuilding = _rebuilding()
    told = standing(parts, parts.views, rebuilding)
    page = render_template(
        "evaluation/operator.html",
        told=told,
        problem=problem,
        causes=_by_cause(told["parked"]),
        may=bool(reach("operator.act")),
        states=words.GENERATION,
        words=words,
        left=left,
    )
    response = current_app.make_response((page, problem.status if problem else 200))
    if told["rebuild"]["running"]:
        response.headers["Refresh"] = f"2; url={url_for('operator.index')}"
    return response


def _by_cause(parked: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in parked:
        found.setdefault(each["cause"], []).append(each)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def left(seconds: float | None) -> str:
    """A stretch of time in the unit that fits it."""
    if seconds is None:
        return "–"
    if seconds < 90:
        return _("%(count)s s", count=f"{seconds:.0f}")
    if seconds < 5400:
        return _("%(count)s min", count=f"{seconds / 60:.0f}")
    return _("%(count)s h", count=f"{seconds / 3600:.1f}")
