"""Congresses: convened with a window and settings, closed, read."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.chassis.web.problems import Problem
from services.congress.api import acts
from services.congress.day import dated
from services.congress.domain.congress import CloseCongress, ConveneCongress
from services.congress.domain.settings import LATE_POLICIES, Settings
from services.congress.projections import lists
from services.congress.projections.congresses import c, congresses, one, settings_of
from services.congress.rulebooks import in_force

resource = Blueprint("congresses", __name__, url_prefix="/api/congresses", description="Staff congresses")
SMALL = validate.Range(0, 1_000)


class Figures(Schema):
    """Settings that differ from the edition in force; with a citation of their own."""

    min_seconders = fields.Integer(validate=SMALL)
    late_policy = fields.String(validate=validate.OneOf(LATE_POLICIES))
    review_days = fields.Integer(validate=SMALL)
    reply_days = fields.Integer(validate=SMALL)
    rating_days = fields.Integer(validate=SMALL)
    max_rounds = fields.Integer(validate=SMALL)
    title_max = fields.Integer(validate=SMALL)
    part_min = fields.Integer(validate=SMALL)
    number_code = fields.String(validate=validate.Regexp(r"^[A-Z]{1,6}$"))
    citation = Text(500)


class Convene(Schema):
    name = Text(100, required=True)
    term = fields.Integer(required=True, validate=validate.Range(1, 100))
    session = fields.Integer(required=True, validate=validate.Range(1, 100))
    on = Day(required=True)
    window_from = Day(required=True)
    window_to = Day(required=True)
    settings = fields.Nested(Figures, load_default=dict)


class Close(Schema):
    on = Day(load_default=None)


class CongressSchema(Schema):
    congress = fields.String()
    version = fields.Integer()
    name = fields.String()
    term = fields.Integer()
    session = fields.Integer()
    on = fields.Date()
    window_from = fields.Date()
    window_to = fields.Date()
    closed_on = fields.Date(allow_none=True)
    settings = fields.Dict()


def convening(body: Mapping[str, Any], congress: str) -> ConveneCongress:
    """The command of a request: figures not given come from the edition in force on the opening day."""
    figures = asdict(in_force(body["on"]).settings()) | dict(body["settings"])
    told = {name: value for name, value in body.items() if name != "settings"}
    return ConveneCongress(by=g.principal.id, congress=congress, settings=Settings(**figures), **told)


@resource.post("/")
@requires("congresses.convene")
@resource.arguments(Convene)
@command(creates=True)
def convene(body: dict[str, Any]) -> Outcome:
    """Convene a congress."""
    congress = new_id("congress")
    return acts().congresses(congress, convening(body, congress), writing())


@resource.post("/<congress>/close")
@requires("congresses.close")
@resource.arguments(Close)
@command()
def close(body: dict[str, Any], congress: str) -> Outcome:
    """Close a congress; its proposals are handled to their end."""
    return acts().congresses(congress, CloseCongress(by=g.principal.id, **dated(body)), writing())


@resource.get("/")
@requires("congresses.read")
@resource.arguments(ListQuery, location="query")
@resource.response(200, listed(CongressSchema))
def index(query: dict[str, Any]) -> Any:
    """All congresses, the latest opening first."""
    with here().store.reading() as db:
        page = paging(db, congresses.select(), [c.on, c.congress], query, descending=True)
    return page | {
        "items": [each | {"settings": asdict(settings_of(each["settings"]))} for each in page["items"]]
    }


@resource.get("/<congress>")
@requires("congresses.read")
@resource.response(200, CongressSchema)
def show(congress: str) -> Any:
    """One congress with its settings."""
    row = found(congress)
    return versioned(with_settings(row._asdict()), row.version)


def with_settings(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "settings": asdict(settings_of(row["settings"]))}


class Report(Schema):
    received = fields.Integer()
    filed = fields.Integer()
    merged = fields.Integer()
    not_filed = fields.Integer()
    replied = fields.Integer()
    in_time = fields.Integer()
    satisfied = fields.Integer()
    basically = fields.Integer()
    dissatisfied = fields.Integer()
    not_rated = fields.Integer()


@resource.get("/<congress>/report")
@requires("congresses.read")
@resource.response(200, Report)
def report(congress: str) -> Any:
    """How the congress's proposals fared; not rated is told apart from satisfied."""
    found(congress)
    with here().store.reading() as db:
        return lists.report(db, congress)._asdict()


def found(congress: str) -> Any:
    """The congress's row, or a 404."""
    with here().store.reading() as db:
        row = one(db, congress)
    if row is None:
        raise Problem("not-found")
    return row
