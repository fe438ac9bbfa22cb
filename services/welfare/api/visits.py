"""Condolence visits: told, corrected, voided; listed, exported, opened one by one."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from sqlalchemy import ColumnElement

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts, here
from services.chassis.web.auth import must_reach, reach, requires
from services.chassis.web.http import command, new_id, now, paging, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.welfare.acts import stream_of
from services.welfare.api.visit_bodies import (
    CorrectVisitBody,
    FilterFields,
    LogVisitBody,
    NoteItem,
    NotePurpose,
    VisitFilter,
    VisitItem,
    VisitList,
    VoidVisitBody,
    shown,
)
from services.welfare.domain.visit import CorrectVisit, LogVisit, VoidVisit
from services.welfare.export import csv_of
from services.welfare.notes import opened
from services.welfare.projections import visits as read_model


def today() -> date:
    """The school's day of this request."""
    return now().astimezone(here().zone).date()


def entered(body: dict[str, Any]) -> dict[str, Any]:
    """What was entered, by whom and when; handed in today unless it says otherwise."""
    return {**body, "filed_on": body["filed_on"] or today(), "today": today(), "by": g.principal.id}


def log_one(execute: Execute, body: dict[str, Any]) -> Outcome:
    """Tell a visit, on the stream of the person."""
    must_reach("visits.log", unit=body["branch"])
    visit = new_id("visit")
    write = replace(writing(), about=visit, creates=True)
    return execute(stream_of(body["member"]), LogVisit(visit=visit, **entered(body)), write)


def correct_one(execute: Execute, row: Any, body: dict[str, Any]) -> Outcome:
    """Correct a visit; the reader's right must cover the branch before and after."""
    for branch in (row.branch, body["branch"]):
        must_reach("visits.correct", unit=branch)
    write = replace(writing(), about=row.visit)
    return execute(row.stream, CorrectVisit(visit=row.visit, **entered(body)), write)


def void_one(execute: Execute, row: Any, body: dict[str, Any]) -> Outcome:
    """Withdraw a visit."""
    must_reach("visits.void", unit=row.branch)
    command = VoidVisit(visit=row.visit, reason=body["reason"], by=g.principal.id)
    return execute(row.stream, command, replace(writing(), about=row.visit))


def seen(permission: str = "visits.read") -> ColumnElement[bool]:
    """The visits that the reader's right covers."""
    right = reach(permission)
    return read_model.within(right.all, right.units, right.own)


def found(parts: Parts, visit: str, permission: str = "visits.read") -> Any:
    """The row of a visit that the reader may see; raises 404 or 403."""
    with parts.store.reading() as db:
        row = read_model.one(db, visit)
    if row is None:
        raise Problem("not-found", gettext("There is no such visit."))
    must_reach(permission, unit=row.branch, owner=row.member)
    return row


def visits(parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/visits."""
    resource = Blueprint("visits", __name__, url_prefix="/api/visits", description="Condolence visits")
    _acts(resource, parts, execute)
    _lists(resource, parts)
    _opens(resource, parts)
    return resource


def _acts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires("visits.log")
    @resource.arguments(LogVisitBody)
    @command(creates=True)
    def log(body: dict[str, Any]) -> Outcome:
        """Tell a visit. Refused above a blocking cap, with cap, used and left."""
        return log_one(execute, body)

    @resource.post("/<visit>/correct")
    @requires("visits.correct")
    @resource.arguments(CorrectVisitBody)
    @command()
    def correct(body: dict[str, Any], visit: str) -> Outcome:
        """Replace what was told of a visit."""
        return correct_one(execute, found(parts, visit, "visits.correct"), body)

    @resource.post("/<visit>/void")
    @requires("visits.void")
    @resource.arguments(VoidVisitBody)
    @command()
    def void(body: dict[str, Any], visit: str) -> Outcome:
        """Withdraw a visit; its share of the cap is free again."""
        return void_one(execute, found(parts, visit, "visits.void"), body)


def _lists(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("visits.read")
    @resource.arguments(VisitFilter, location="query")
    @resource.response(200, VisitList)
    def index(query: dict[str, Any]) -> dict[str, Any]:
        """The visits that the reader may see, latest first."""
        rows = read_model.matching(query, seen())
        with parts.store.reading() as db:
            page = paging(db, rows, read_model.ORDER, query, descending=True)
        return {**page, "items": [shown(item) for item in page["items"]]}

    @resource.get("/export")
    @requires("visits.export")
    @resource.arguments(FilterFields, location="query")
    def export(query: dict[str, Any]) -> Response:
        """The same list as CSV, all of it."""
        return csv_of(parts, query, seen("visits.export"))


def _opens(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/<visit>")
    @requires("visits.read")
    @resource.response(200, VisitItem)
    def one(visit: str) -> Any:
        """One visit; its ETag is the version of the person's record, which a later command sends back."""
        row = found(parts, visit)
        return versioned(shown(row), len(parts.store.read_stream(row.stream)))

    @resource.get("/<visit>/note")
    @requires("visits.read-note")
    @resource.arguments(NotePurpose, location="query")
    @resource.response(200, NoteItem)
    def note(query: dict[str, Any], visit: str) -> dict[str, Any]:
        """Open the sealed note; who opens it and why is kept."""
        row = found(parts, visit, "visits.read-note")
        text = opened(parts, row, g.principal.id, query["purpose"], now())
        return {"visit": visit, "note": text}
