"""Applications: asked, checked by the branch, approved, returned or rejected."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import must_reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.membership.domain.member import (
    ApproveApplication,
    CheckApplication,
    RejectApplication,
    ReturnApplication,
    SubmitApplication,
    WithdrawApplication,
)
from services.membership.domain.member.application import EMPLOYMENT_TYPES
from services.membership.projections import applications as read
from services.membership.sight import people_in_sight, person, told


class ApplicationFilter(ListQuery):
    """Which applications."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *read.STATES]))
    branch = Id(load_default=None)


class Application(Schema):
    """A person's latest application."""

    member = fields.String(required=True)
    name = fields.String(required=True)
    staff_no = fields.String(required=True)
    branch = fields.String(required=True)
    group = fields.String(required=True)
    employment_type = fields.String(required=True)
    state = fields.String(required=True)
    submitted_on = fields.Date(required=True)
    changed_on = fields.Date(required=True)
    opinion = fields.String(required=True)
    reason = fields.String(required=True)
    version = fields.Integer(required=True)


class SubmitApplicationBody(Schema):
    """What an applicant gives. Name, staff number and mobile number are kept sealed."""

    branch = Id(required=True)
    group = Id(load_default="")
    employment_type = fields.String(required=True, validate=validate.OneOf(EMPLOYMENT_TYPES))
    name = Text(50, required=True)
    staff_no = fields.String(load_default="", validate=validate.Regexp(r"^[A-Za-z0-9-]{0,40}$"))
    mobile = fields.String(load_default="", validate=validate.Regexp(r"^([0-9]{11})?$"))
    on = Day(required=True)


class CheckBody(Schema):
    """The branch's opinion."""

    opinion = Text(1000, load_default="")
    on = Day(required=True)


class ReasonBody(Schema):
    """Why not, or not yet."""

    reason = Text(1000, required=True)
    on = Day(required=True)


class DayBody(Schema):
    """The day of the act."""

    on = Day(required=True)


SUBMIT = "applications.submit"
STEPS: tuple[tuple[str, str, type[Schema], Any], ...] = (
    ("check", "applications.check", CheckBody, CheckApplication),
    ("return", "applications.answer", ReasonBody, ReturnApplication),
    ("reject", "applications.answer", ReasonBody, RejectApplication),
    ("approve", "applications.approve", DayBody, ApproveApplication),
    ("withdraw", "applications.withdraw", DayBody, WithdrawApplication),
)


def applications(parts: Parts, execute: Execute) -> Blueprint:
    resource = Blueprint("applications", __name__, url_prefix="/api/applications", description="Joining")
    _reading(resource, parts)
    _submitting(resource, parts, execute)
    for name, permission, schema, act in STEPS:
        _stepping(resource, parts, execute, name, permission, schema, act)
    return resource


def _reading(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("applications.read")
    @resource.arguments(ApplicationFilter, location="query")
    @resource.response(200, listed(Application))
    def index(query: Mapping[str, Any]) -> Any:
        rows = read.named().where(people_in_sight("applications.read"), read.matching(query))
        with parts.store.reading() as db:
            return paging(db, rows, [read.a.submitted_on, read.a.member], query)

    @resource.get("/<member>")
    @requires("applications.read")
    @resource.response(200, Application)
    def one(member: str) -> Any:
        with parts.store.reading() as db:
            person(db, member, "applications.read")
            row = read.one(db, member)
        return versioned(row, row["version"])


def _submitting(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires(SUBMIT)
    @resource.arguments(SubmitApplicationBody)
    @command(creates=True)
    def submit(body: Mapping[str, Any]) -> Outcome:
        return submit_new(execute, body)

    @resource.post("/<member>/submit")
    @requires(SUBMIT)
    @resource.arguments(SubmitApplicationBody)
    @command()
    def submit_again(body: Mapping[str, Any], member: str) -> Outcome:
        with parts.store.reading() as db:
            person(db, member, SUBMIT)
        return execute(member, SubmitApplication(member=member, **told(body, SUBMIT)), writing())


def submit_new(execute: Execute, body: Mapping[str, Any]) -> Outcome:
    """A new person's application, entered by the branch or the office."""
    must_reach(SUBMIT, unit=body["branch"])
    member = new_id("member")
    return execute(member, SubmitApplication(member=member, **told(body, SUBMIT)), writing())


def _stepping(
    resource: Blueprint,
    parts: Parts,
    execute: Execute,
    name: str,
    permission: str,
    schema: type[Schema],
    act: Any,
) -> None:
    @resource.post(f"/<member>/{name}", endpoint=name)
    @requires(permission)
    @resource.arguments(schema)
    @command()
    def step(body: Mapping[str, Any], member: str) -> Outcome:
        with parts.store.reading() as db:
            person(db, member, permission)
        return execute(member, act(**told(body, permission)), writing())
