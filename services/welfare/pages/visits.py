"""慰问台账: the visits that a reader may see, with filters in the address."""

from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import EXCLUDE

from services.chassis.running.parts import Parts
from services.chassis.web.auth import reach, requires
from services.chassis.web.http import paging
from services.chassis.web.switches import same_page
from services.welfare import words
from services.welfare.api.visit_bodies import VisitFilter, shown
from services.welfare.api.visits import seen
from services.welfare.pages import branches
from services.welfare.projections import visits


def list_pages(parts: Parts) -> Blueprint:
    """The page /visits."""
    pages = Blueprint("visit_list", __name__, template_folder="templates")

    @pages.get("/")
    @requires("visits.read")
    def start() -> str:
        return render_template("welfare/visits.html", **_listing(parts))

    @pages.get("/visits")
    @requires("visits.read")
    def index() -> str:
        return render_template("welfare/visits.html", **_listing(parts))

    return pages


def _listing(parts: Parts) -> dict[str, Any]:
    asked = asked_for()
    with parts.store.reading() as db:
        page = paging(db, visits.matching(asked, seen()), visits.ORDER, asked, descending=True)
        count, given = visits.totals(db, asked, seen())
        counts = visits.counts(db, asked, seen())
    rows = [shown(item) for item in page["items"]]
    return {
        "rows": _named(parts, rows),
        "count": count,
        "given": given,
        "counts": counts,
        "next": same_page(after=page["next"]) if page["next"] else "",
        "first": same_page(after="") if asked["after"] else "",
        "branch_choices": branches.choices(parts, "visits.read"),
        "may_log": bool(reach("visits.log")),
        "may_export": bool(reach("visits.export")),
        "query": request.query_string.decode(),
        "words": words,
    }


def _named(parts: Parts, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names instead of ids, where they are known."""
    people, called = parts.people({row["member"] for row in rows}), branches.names(parts)
    return [
        row
        | {
            "member": people.get(row["member"], row["member"]),
            "branch": called.get(row["branch"], row["branch"]),
        }
        for row in rows
    ]


def asked_for() -> dict[str, Any]:
    """The filters in the address; blank ones are not asked. Raises a validation problem."""
    given = {name: value for name, value in request.args.items() if value}
    asked: dict[str, Any] = VisitFilter(unknown=EXCLUDE).load(given)
    return asked
