"""Branch activities with their attendance: told, corrected, withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.chassis.web.auth import must_reach, reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.membership.acts import folded
from services.membership.domain import activity as domain
from services.membership.domain.activity import CorrectActivity, TellActivity, WithdrawActivity
from services.membership.domain.activity.history import Activity as Fact
from services.membership.domain.activity.telling import HOMES, KINDS
from services.membership.domain.activity.telling import STATES as ATTENDED
from services.membership.projections import activities as read
from services.membership.sight import activity as seen_activity
from services.membership.sight import told

MOST_CALLED = 2000


class ActivityFilter(ListQuery):
    """Which activities."""

    branch = Id(load_default=None)
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    home = fields.String(load_default="", validate=validate.OneOf(["", *HOMES]))
    state = fields.String(load_default="", validate=validate.OneOf(["", *read.STATES]))
    since = Day(load_default=None)
    until = Day(load_default=None)
    text = Text(50, load_default="")


class Attended(Schema):
    """One person and how they attended; the unit of that day is looked up."""

    member = Id(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ATTENDED))


class ActivityFields(Schema):
    """What is told of an activity."""

    branch = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    home = fields.String(required=True, validate=validate.OneOf(HOMES))
    title = Text(100, required=True)
    on = Day(required=True)
    planned = fields.Boolean(load_default=False)
    result = Text(2000, load_default="")
    attendance = fields.List(
        fields.Nested(Attended), load_default=list, validate=validate.Length(max=MOST_CALLED)
    )


class TellActivityBody(ActivityFields):
    """A new activity; the office may note an earlier day on which it was handed in."""

    filed_on = Day(load_default=None)


class CorrectActivityBody(ActivityFields):
    """The whole fact as it is right, and why the old one was wrong."""

    reason = Text(1000, required=True)


class WithdrawActivityBody(Schema):
    """Why it does not count."""

    reason = Text(1000, required=True)


class Activity(Schema):
    """An activity with the numbers of its attendance."""

    activity = fields.String(required=True)
    branch = fields.String(required=True)
    kind = fields.String(required=True)
    home = fields.String(required=True)
    title = fields.String(required=True)
    on = fields.Date(required=True)
    filed_on = fields.Date(required=True)
    planned = fields.Boolean(required=True)
    result = fields.String(required=True)
    state = fields.String(required=True)
    called = fields.Integer(required=True)
    present = fields.Integer(required=True)
    late = fields.Integer(required=True)
    excused = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    version = fields.Integer(required=True)


class Called(Schema):
    """A person called, with that day's unit."""

    member = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)


class ActivityDetail(Activity):
    """An activity with as much of its attendance as the reader may see."""

    attendance = fields.List(fields.Nested(Called), required=True)


def roll(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The attendance of a body as a mapping; a person is listed once."""
    states = {row["member"]: row["state"] for row in rows}
    if len(states) < len(rows):
        raise Refused("listed-twice", "Somebody is listed twice.", "attendance")
    return states


def seen_attendance(fact: Fact) -> list[dict[str, str]]:
    """The attendance that the reader may see: the own branch's activity, own unit's people, oneself."""
    far = reach("attendance.read")
    return [
        {"member": member, "unit": row.unit, "state": row.state}
        for row in fact.attendance
        for member in row.members
        if far.covers(fact.branch) or far.covers(row.unit, member)
    ]


def activities(parts: Parts, execute: Execute) -> Blueprint:
    resource = Blueprint("activities", __name__, url_prefix="/api/activities", description="Activities")
    _reading(resource, parts)

    @resource.post("/")
    @requires("activities.tell")
    @resource.arguments(TellActivityBody)
    @command(creates=True)
    def tell(body: Mapping[str, Any]) -> Outcome:
        return tell_new(execute, body)

    @resource.post("/<activity>/correct")
    @requires("activities.correct")
    @resource.arguments(CorrectActivityBody)
    @command()
    def correct(body: Mapping[str, Any], activity: str) -> Outcome:
        return correct_told(parts, execute, activity, body)

    @resource.post("/<activity>/withdraw")
    @requires("activities.withdraw")
    @resource.arguments(WithdrawActivityBody)
    @command()
    def withdraw(body: Mapping[str, Any], activity: str) -> Outcome:
        return withdraw_told(parts, execute, activity, body)

    return resource


def tell_new(execute: Execute, body: Mapping[str, Any]) -> Outcome:
    """Tell a new activity of a branch that the caller acts for."""
    must_reach("activities.tell", unit=body["branch"])
    activity = new_id("activity")
    fields_ = told(body, "activities.tell") | {"attendance": roll(body["attendance"])}
    return execute(activity, TellActivity(activity=activity, **fields_), writing())


def correct_told(parts: Parts, execute: Execute, activity: str, body: Mapping[str, Any]) -> Outcome:
    """Correct an activity; the caller acts for both the old and the new branch."""
    by = _actor(parts, activity, "activities.correct", body["branch"])
    return execute(
        activity, CorrectActivity(**{**body, "by": by, "attendance": roll(body["attendance"])}), writing()
    )


def withdraw_told(parts: Parts, execute: Execute, activity: str, body: Mapping[str, Any]) -> Outcome:
    """Withdraw an activity of a branch that the caller acts for."""
    by = _actor(parts, activity, "activities.withdraw")
    return execute(activity, WithdrawActivity(by=by, reason=body["reason"]), writing())


def _actor(parts: Parts, activity: str, permission: str, *units: str) -> str:
    with parts.store.reading() as db:
        row = seen_activity(db, activity)
    for unit in (row["branch"], *units):
        must_reach(permission, unit=unit)
    return writing().actor


def _reading(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("activities.read")
    @resource.arguments(ActivityFilter, location="query")
    @resource.response(200, listed(Activity))
    def index(query: Mapping[str, Any]) -> Any:
        rows = read.every().where(read.matching(query))
        with parts.store.reading() as db:
            return paging(db, rows, [read.v.on, read.v.activity], query, descending=True)

    @resource.get("/<activity>")
    @requires("activities.read")
    @resource.response(200, ActivityDetail)
    def one(activity: str) -> Any:
        with parts.store.reading() as db:
            row = seen_activity(db, activity)
        state, version = folded(parts.store, domain.decider, activity)
        return versioned({**row, "attendance": seen_attendance(state.fact)}, version)
