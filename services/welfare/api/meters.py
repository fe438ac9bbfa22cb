"""The cap meter of one person for one occasion: what the standard allows, what was given, what is left."""

from datetime import date
from typing import Any

from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.running.parts import Parts
from services.chassis.web.auth import must_reach, requires
from services.chassis.web.fields import Day, Id, Money
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.welfare.acts import branch_on
from services.welfare.domain.standard import LIMITS, OCCASIONS, RELATIONS
from services.welfare.projections import meters as read_model
from services.welfare.projections import standards


class MeterQuery(Schema):
    """Whose meter, for what, in the year of which day."""

    member = Id(required=True)
    occasion = fields.String(required=True, validate=validate.OneOf(OCCASIONS))
    relation = fields.String(load_default="self", validate=validate.OneOf(RELATIONS))
    on = Day(required=True)


class MeterItem(Schema):
    """Yuan of a calendar year, under the standard in force on the day asked."""

    member = Id(required=True)
    occasion = fields.String(required=True)
    relation = fields.String(required=True)
    year = fields.Integer(required=True)
    standard = Id(required=True)
    citation = fields.String(required=True)
    limit = fields.String(required=True, validate=validate.OneOf(LIMITS))
    amount_min = Money(required=True)
    amount_max = Money(required=True)
    claim_days = fields.Integer(required=True)
    cap = Money(required=True)
    used = Money(required=True)
    left = Money(required=True)
    near = fields.Boolean(required=True)


def metered(
    parts: Parts, member: str, occasion: str, relation: str, on: date, without: str = ""
) -> dict[str, Any] | None:
    """The meter as the API and the form show it (`without` a visit to be corrected); None: no standard."""
    with parts.store.reading() as db:
        row = standards.in_force(db, occasion, relation, on)
        meter = read_model.meter(db, member, occasion, relation, on, without)
    if row is None or meter is None:
        return None
    fact = standards.standard_of(row)
    item = {"member": member, "occasion": occasion, "relation": relation, "year": on.year}
    rule = {name: getattr(fact, name) for name in ("standard", "amount_min", "amount_max", "claim_days")}
    figures = {name: getattr(meter, name) for name in ("cap", "used", "left", "near", "citation", "limit")}
    return item | rule | figures


def meters(parts: Parts) -> Blueprint:
    """The resource /api/meters."""
    resource = Blueprint("meters", __name__, url_prefix="/api/meters", description="Cap meters")

    @resource.get("/")
    @requires("meters.read")
    @resource.arguments(MeterQuery, location="query")
    @resource.response(200, MeterItem)
    def one(query: dict[str, Any]) -> dict[str, Any]:
        """A person's meter; 404 when no standard is in force that day."""
        branch = branch_on(parts.live, query["member"], query["on"])
        must_reach("meters.read", unit=branch, owner=query["member"])
        meter = metered(parts, **query)
        if meter is None:
            raise Problem("not-found", gettext("No standard for this occasion was in force that day."))
        return meter

    return resource
