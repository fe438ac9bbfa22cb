"""Tokens for programs: other services and, in demo mode, the loader."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Id
from services.chassis.web.tokens import Grant, Issuer, Principal


class TokenBody(Schema):
    """Which program the token is for."""

    id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(["service", "loader"]))


class Token(Schema):
    """A bearer token; it is shown this once."""

    token = fields.String(required=True)


def tokens(parts: Parts, issuer: Issuer) -> Blueprint:
    resource = Blueprint("tokens", __name__, url_prefix="/api/tokens", description="Service accounts")

    @resource.post("/")
    @requires("tokens.issue")
    @resource.arguments(TokenBody)
    @resource.response(201, Token)
    def issue(body: Mapping[str, Any]) -> dict[str, str]:
        if body["role"] == "loader" and not parts.config.demo_mode:
            raise Refused("demo-only", "A loader exists in demo mode only.", "role")
        program = Principal(body["id"], (Grant(body["role"]),), kind="service_account")
        return {"token": issuer.issue(program)}

    return resource
