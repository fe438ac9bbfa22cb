"""Transfers between branches; the acts themselves are steps of a member."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Id
from services.chassis.web.http import ListQuery, listed, paging
from services.membership.projections import transfers as read
from services.membership.sight import transfers_in_sight


class TransferFilter(ListQuery):
    """Which transfers."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *read.STATES]))
    to = Id(load_default=None)
    branch = Id(load_default=None)


class Transfer(Schema):
    """A member released by `branch` to `to`, and the answer."""

    member = fields.String(required=True)
    name = fields.String(required=True)
    branch = fields.String(required=True)
    to = fields.String(required=True)
    state = fields.String(required=True)
    released_on = fields.Date(required=True)
    reason = fields.String(required=True)
    answered_on = fields.Date(required=True, allow_none=True)
    answer = fields.String(required=True)
    version = fields.Integer(required=True)


def transfers(parts: Parts) -> Blueprint:
    resource = Blueprint("transfers", __name__, url_prefix="/api/transfers", description="Transfers")

    @resource.get("/")
    @requires("transfers.read")
    @resource.arguments(TransferFilter, location="query")
    @resource.response(200, listed(Transfer))
    def index(query: Mapping[str, Any]) -> Any:
        rows = read.named().where(transfers_in_sight(), read.matching(query))
        with parts.store.reading() as db:
            return paging(db, rows, [read.t.released_on, read.t.member, read.t.begun], query)

    return resource
