"""Incidents that bar a branch from a grade: record, lift, list."""

from typing import Any

from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import must_reach, reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.evaluation.branches import must_be_known
from services.evaluation.domain.incident import KINDS, LiftIncident, RecordIncident
from services.evaluation.projections import incidents as read_model

STATES = ("recorded", "lifted")


class RecordIncidentBody(Schema):
    """What happened on a day; `basis`: the document that it rests on."""

    branch = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    on = Day(required=True)
    basis = Text(500, required=True)


class LiftIncidentBody(Schema):
    """Why it no longer counts."""

    reason = Text(500, required=True)


class IncidentItem(RecordIncidentBody):
    """An incident as it stands."""

    incident = Id(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    lifted_on = Day(required=True, allow_none=True)
    reason = fields.String(required=True)
    told_by = Id(required=True)


IncidentList = listed(IncidentItem)


class IncidentFilter(ListQuery):
    """Filters of the list and of its page."""

    branch = Id(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(STATES))


def record_one(parts: Parts, execute: Execute, body: dict[str, Any]) -> Outcome:
    """Record an incident under a new id."""
    must_be_known(parts, {"branch": body["branch"]})
    write, incident = writing(), new_id("incident")
    day = write.at.astimezone(parts.zone).date()
    return execute(incident, RecordIncident(incident=incident, today=day, by=g.principal.id, **body), write)


def lift_one(parts: Parts, execute: Execute, incident: str, body: dict[str, Any]) -> Outcome:
    """Lift an incident with today's day."""
    found(parts, incident, "incidents.lift")
    write = writing()
    on = write.at.astimezone(parts.zone).date()
    return execute(incident, LiftIncident(reason=body["reason"], on=on, by=g.principal.id), write)


def found(parts: Parts, incident: str, permission: str = "incidents.read") -> Any:
    """The row of an incident that the reader may see; raises 404 or 403."""
    with parts.store.reading() as db:
        row = read_model.one(db, incident)
    if row is None:
        raise Problem("not-found", gettext("There is no such incident."))
    must_reach(permission, unit=row.branch)
    return row


def page_of(parts: Parts, query: dict[str, Any]) -> dict[str, Any]:
    """The incidents that the reader may see, latest first."""
    right, rows = reach("incidents.read"), read_model.rows(query["branch"], query["state"])
    if not right.all:
        rows = rows.where(read_model.c.branch.in_(sorted(right.units)))
    with parts.store.reading() as db:
        return paging(db, rows, (read_model.c.on, read_model.c.incident), query, descending=True)


def incidents(parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/incidents."""
    resource = Blueprint("incidents", __name__, url_prefix="/api/incidents", description="Incidents")
    _acts(resource, parts, execute)
    _lists(resource, parts)
    return resource


def _acts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires("incidents.record")
    @resource.arguments(RecordIncidentBody)
    @command(creates=True)
    def record(body: dict[str, Any]) -> Outcome:
        """Record an incident."""
        return record_one(parts, execute, body)

    @resource.post("/<incident>/lift")
    @requires("incidents.lift")
    @resource.arguments(LiftIncidentBody)
    @command()
    def lift(body: dict[str, Any], incident: str) -> Outcome:
        """Let an incident no longer count."""
        return lift_one(parts, execute, incident, body)


def _lists(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("incidents.read")
    @resource.arguments(IncidentFilter, location="query")
    @resource.response(200, IncidentList)
    def index(query: dict[str, Any]) -> dict[str, Any]:
        """The incidents that the reader may see, latest first."""
        return page_of(parts, query)

    @resource.get("/<incident>")
    @requires("incidents.read")
    @resource.response(200, IncidentItem)
    def one(incident: str) -> Any:
        """One incident, with its version as ETag."""
        row = found(parts, incident)
        return versioned(dict(row._mapping), row.version)
