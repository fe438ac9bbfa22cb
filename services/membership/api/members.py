"""The roster, and what happens to a member: moving, leaving, being erased."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, paging, versioned, writing
from services.chassis.web.problems import Forbidden
from services.membership.domain.member import (
    AcceptTransfer,
    DeclineTransfer,
    EndMembership,
    ErasePerson,
    FollowMerger,
    ReleaseMember,
)
from services.membership.domain.member.application import EMPLOYMENT_TYPES
from services.membership.domain.member.history import Status
from services.membership.domain.member.leaving import BASES, REASONS
from services.membership.projections import periods
from services.membership.projections import roster as read
from services.membership.sight import people_in_sight, person, told

STATES = (Status.ACTIVE, Status.RELEASED, Status.LEFT, Status.ERASED)


class MemberFilter(ListQuery):
    """Which members."""

    branch = Id(load_default=None)
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))
    employment_type = fields.String(load_default="", validate=validate.OneOf(["", *EMPLOYMENT_TYPES]))
    text = Text(50, load_default="")


class Member(Schema):
    """A line of the roster; the name of an erased person is empty."""

    member = fields.String(required=True)
    name = fields.String(required=True)
    staff_no = fields.String(required=True)
    branch = fields.String(required=True)
    group = fields.String(required=True)
    employment_type = fields.String(required=True)
    state = fields.String(required=True)
    to = fields.String(required=True)
    joined_on = fields.Date(required=True, allow_none=True)
    left_on = fields.Date(required=True, allow_none=True)
    left_reason = fields.String(required=True)
    version = fields.Integer(required=True)


class Period(Schema):
    """From a day until before another, a member of one branch."""

    branch = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True, allow_none=True)


class MemberDetail(Member):
    """A member with all periods in branches."""

    periods = fields.List(fields.Nested(Period), required=True)


class ReleaseBody(Schema):
    """Where the member goes, and why."""

    to = Id(required=True)
    reason = Text(1000, load_default="")
    on = Day(required=True)


class AcceptBody(Schema):
    """From which day on the member belongs to the new branch."""

    on = Day(required=True)


class DeclineBody(Schema):
    """Why the new branch does not take the member."""

    reason = Text(1000, required=True)
    on = Day(required=True)


class FollowBody(Schema):
    """Nothing is to be said: the merger has its day."""


class LeaveBody(Schema):
    """Why and when; the records that M14 and M15 of the rules ask for are kept sealed."""

    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    on = Day(required=True)
    grounds = Text(2000, load_default="")
    unpaid_since = Day(load_default=None)
    absent_since = Day(load_default=None)
    talked_on = Day(load_default=None)


class EraseBody(Schema):
    """On which legal ground."""

    basis = fields.String(required=True, validate=validate.OneOf(BASES))
    on = Day(required=True)


STEPS: tuple[tuple[str, str, type[Schema], Any], ...] = (
    ("release", "transfers.release", ReleaseBody, ReleaseMember),
    ("accept", "transfers.answer", AcceptBody, AcceptTransfer),
    ("decline", "transfers.answer", DeclineBody, DeclineTransfer),
    ("follow-merger", "transfers.follow", FollowBody, FollowMerger),
    ("leave", "members.end", LeaveBody, EndMembership),
    ("erase", "members.erase", EraseBody, ErasePerson),
)


def must_act(permission: str, row: Mapping[str, Any]) -> None:
    """Each side of a transfer acts for itself: the new branch answers, the old one does the rest."""
    unit = row["to"] if permission == "transfers.answer" else row["branch"]
    if not reach(permission).covers(unit):
        raise Forbidden("out-of-reach")


def members(parts: Parts, execute: Execute) -> Blueprint:
    resource = Blueprint("members", __name__, url_prefix="/api/members", description="Members")

    @resource.get("/")
    @requires("members.read")
    @resource.arguments(MemberFilter, location="query")
    @resource.response(200, listed(Member))
    def index(query: Mapping[str, Any]) -> Any:
        rows = read.members().where(people_in_sight("members.read"), read.matching(query))
        with parts.store.reading() as db:
            return paging(db, rows, [read.c.name, read.c.member], query)

    @resource.get("/<member>")
    @requires("members.read")
    @resource.response(200, MemberDetail)
    def one(member: str) -> Any:
        with parts.store.reading() as db:
            row = person(db, member, "members.read")
            return versioned({**row, "periods": periods.of(db, member)}, row["version"])

    for name, permission, schema, act in STEPS:
        _stepping(resource, parts, execute, name, permission, schema, act)
    return resource


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
            must_act(permission, person(db, member, permission))
        return execute(member, act(**told(body, permission)), writing())
