"""Visit standards: set, end, list, and the ones in force on a day."""

from datetime import date
from typing import Any

from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Id, Money, Text
from services.chassis.web.http import command, new_id, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.welfare.domain.standard import LIMITS, OCCASIONS, RELATIONS, EndStandard, SetStandard, Standard
from services.welfare.projections import standards as read_model


class SetStandardBody(Schema):
    """A new standard, or a later edition of one: the latest day of force wins."""

    occasion = fields.String(required=True, validate=validate.OneOf(OCCASIONS))
    relation = fields.String(load_default="self", validate=validate.OneOf(RELATIONS))
    amount_min = Money(required=True)
    amount_max = Money(required=True)
    per_year = Money(required=True)
    claim_days = fields.Integer(load_default=0, validate=validate.Range(0, 3660))
    limit = fields.String(required=True, validate=validate.OneOf(LIMITS))
    citation = Text(500, required=True)
    on = Day(required=True)
    until = Day(load_default=None, allow_none=True)


class EndStandardBody(Schema):
    """The last day in force."""

    on = Day(required=True)


class StandardItem(SetStandardBody):
    """A standard as it stands."""

    standard = Id(required=True)
    version = fields.Integer(required=True)


class StandardFilter(Schema):
    """`on`: only what is in force that day."""

    on = Day(load_default=None)
    occasion = fields.String(load_default="", validate=validate.OneOf(OCCASIONS))


class StandardList(Schema):
    """All standards asked for; there are never so many that they need pages."""

    items = fields.List(fields.Nested(StandardItem), required=True)
    total = fields.Integer(required=True)


def shown(row: Any) -> dict[str, Any]:
    """A row as the API shows it."""
    fact = read_model.standard_of(row)
    return {name: getattr(fact, name) for name in Standard.__dataclass_fields__} | {"version": row.version}


def set_one(execute: Execute, body: dict[str, Any]) -> Outcome:
    """Carry out the setting of a new standard, under a new id."""
    fact = Standard(standard=new_id("standard"), **body)
    return execute(fact.standard, SetStandard(fact=fact, by=g.principal.id), writing())


def end_one(execute: Execute, standard: str, on: date) -> Outcome:
    """Carry out the ending of a standard."""
    return execute(standard, EndStandard(on=on, by=g.principal.id), writing())


def standards(parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/standards."""
    resource = Blueprint("standards", __name__, url_prefix="/api/standards", description="Visit standards")
    _acts(resource, parts, execute)
    _lists(resource, parts)
    return resource


def _acts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires("standards.set")
    @resource.arguments(SetStandardBody)
    @command(creates=True)
    def put(body: dict[str, Any]) -> Outcome:
        """Set a standard."""
        return set_one(execute, body)

    @resource.post("/<standard>/end")
    @requires("standards.end")
    @resource.arguments(EndStandardBody)
    @command()
    def end(body: dict[str, Any], standard: str) -> Outcome:
        """Let a standard end with a day."""
        found(parts, standard)
        return end_one(execute, standard, body["on"])


def _lists(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("standards.read")
    @resource.arguments(StandardFilter, location="query")
    @resource.response(200, StandardList)
    def index(query: dict[str, Any]) -> dict[str, Any]:
        """All standards, or those in force on a day."""
        with parts.store.reading() as db:
            rows = read_model.listed(db, query["on"], query["occasion"])
        return {"items": [shown(row) for row in rows], "total": len(rows)}

    @resource.get("/<standard>")
    @requires("standards.read")
    @resource.response(200, StandardItem)
    def one(standard: str) -> Any:
        """One standard, with its version as ETag."""
        row = found(parts, standard)
        return versioned(shown(row), row.version)


def found(parts: Parts, standard: str) -> Any:
    """The row of a standard; raises a 404."""
    with parts.store.reading() as db:
        row = read_model.one(db, standard)
    if row is None:
        raise Problem("not-found", gettext("There is no such standard."))
    return row
