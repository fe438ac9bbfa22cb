"""Tokens for programs: other services, departments that subscribe and, in demo mode, the loader."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.chassis.commands import Execute
from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Id, Text
from services.chassis.web.http import now, writing
from services.chassis.web.tokens import Grant, Issuer, Principal
from services.membership.domain.reader import AdmitReader

DAYS = 90  # that a department's token is good for, unless another number is asked for
WITHHELD = validate.Regexp(r"^[a-z]{1,40}:(confidential|restricted)$")


class TokenBody(Schema):
    """Which program the token is for; a department says what for, and which withheld classes it needs."""

    id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(["service", "loader", "department"]))
    purpose = Text(300, load_default="")
    sees = fields.List(fields.String(validate=WITHHELD), load_default=[], validate=validate.Length(max=20))
    days = fields.Integer(load_default=DAYS, validate=validate.Range(1, 366))

    @validates_schema
    def says_what_for(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        if data["role"] == "department" and not data["purpose"]:
            raise ValidationError("Missing data for required field.", "purpose")
        if data["role"] != "department" and (data["purpose"] or data["sees"]):
            raise ValidationError("Unknown field.", "sees" if data["sees"] else "purpose")


class Token(Schema):
    """A bearer token; it is shown this once."""

    token = fields.String(required=True)


def tokens(parts: Parts, issuer: Issuer, admit: Execute) -> Blueprint:
    resource = Blueprint("tokens", __name__, url_prefix="/api/tokens", description="Service accounts")

    @resource.post("/")
    @requires("tokens.issue")
    @resource.arguments(TokenBody)
    @resource.response(201, Token)
    def issue(body: Mapping[str, Any]) -> dict[str, str]:
        if body["role"] == "department":
            return {"token": admitted(parts, issuer, admit, body)}
        if body["role"] == "loader" and not parts.config.demo_mode:
            raise Refused("demo-only", "A loader exists in demo mode only.", "role")
        program = Principal(body["id"], (Grant(body["role"]),), kind="service_account")
        return {"token": issuer.issue(program)}

    return resource


def admitted(parts: Parts, issuer: Issuer, admit: Execute, body: Mapping[str, Any]) -> str:
    """A department's token; that it was given, for what and until when is told first."""
    sees = tuple(sorted(set(body["sees"])))
    on = now().astimezone(parts.zone).date()
    told = AdmitReader(reader=body["id"], sees=sees, purpose=body["purpose"], on=on, days=body["days"])
    admit(f"reader-{body['id']}", told, writing())
    grants = (Grant("department"), *(Grant("department", each) for each in sees))
    department = Principal(body["id"], grants, kind="service_account", purpose=body["purpose"])
    return issuer.issue(department, hours=24 * body["days"])
