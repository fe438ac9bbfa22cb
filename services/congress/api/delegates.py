"""Delegates: elected for a branch, ended, listed with filters."""

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, paging, versioned, writing
from services.chassis.web.problems import Problem
from services.congress import exports
from services.congress.api import acts
from services.congress.day import dated
from services.congress.domain.delegate import CATEGORIES, ENDINGS, ElectDelegate, EndDelegate, stream_of
from services.congress.projections.delegates import c, matching, one

resource = Blueprint(
    "delegates", __name__, url_prefix="/api/delegates", description="Delegates of a congress"
)


class Elect(Schema):
    congress = Id(required=True)
    member = Id(required=True)
    branch = Id(required=True)
    delegation = Text(100, load_default="")
    category = fields.String(required=True, validate=validate.OneOf(CATEGORIES))
    on = Day(load_default=None)


class End(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(ENDINGS))
    on = Day(load_default=None)


class Filter(Schema):
    """Which part of the register."""

    congress = fields.String(load_default="")
    branch = fields.String(load_default="")
    delegation = fields.String(load_default="")
    category = fields.String(load_default="")
    member = fields.String(load_default="")
    state = fields.String(load_default="", validate=validate.OneOf(["", "current", "ended"]))


class DelegateQuery(Filter, ListQuery):
    """A page of it."""


class DelegateSchema(Schema):
    congress = fields.String()
    member = fields.String()
    version = fields.Integer()
    branch = fields.String()
    delegation = fields.String()
    category = fields.String()
    since = fields.Date()
    ended_on = fields.Date(allow_none=True)
    reason = fields.String()


@resource.post("/")
@requires("delegates.elect")
@resource.arguments(Elect)
@command(creates=True)
def elect(body: dict[str, Any]) -> Outcome:
    """Tell that a branch elected a delegate; the answer's id is the seat's stream."""
    seat = stream_of(body["congress"], body["member"])
    return acts().delegates(seat, ElectDelegate(by=g.principal.id, **dated(body)), writing())


@resource.post("/<congress>/<member>/end")
@requires("delegates.end")
@resource.arguments(End)
@command()
def end(body: dict[str, Any], congress: str, member: str) -> Outcome:
    """Tell that a seat ended, and why."""
    seat = stream_of(congress, member)
    return acts().delegates(seat, EndDelegate(by=g.principal.id, **dated(body)), writing())


@resource.get("/")
@requires("delegates.read")
@resource.arguments(DelegateQuery, location="query")
@resource.response(200, listed(DelegateSchema))
def index(query: dict[str, Any]) -> Any:
    """The register, by congress, branch and person."""
    with here().store.reading() as db:
        return paging(db, matching(query), [c.congress, c.branch, c.member], query)


@resource.get("/export.csv")
@requires("delegates.read")
@resource.arguments(Filter, location="query")
@resource.doc(responses={"200": exports.CSV_ANSWER})
def export(query: dict[str, Any]) -> Response:
    """The register under these filters as a table."""
    with here().store.reading() as db:
        rows = db.execute(matching(query).order_by(c.branch, c.member)).all()
    return exports.delegates(rows)


@resource.get("/<congress>/<member>")
@requires("delegates.read")
@resource.response(200, DelegateSchema)
def show(congress: str, member: str) -> Any:
    """One seat."""
    with here().store.reading() as db:
        row = one(db, congress, member)
    if row is None:
        raise Problem("not-found")
    return versioned(row._asdict(), row.version)
