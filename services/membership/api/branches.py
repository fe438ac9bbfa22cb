"""Branches as on a day, and what happens to them."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.membership.domain.branch import DissolveBranch, FoundBranch, MergeBranch, RenameBranch
from services.membership.domain.branch.life import KINDS
from services.membership.projections import branches as read
from services.membership.sight import branch as seen_branch
from services.membership.sight import today, told


class BranchFilter(ListQuery):
    """Which branches, as on which day (today)."""

    on = Day(load_default=None)
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    parent = Id(load_default=None)
    living = fields.Boolean(load_default=None)


class OnDay(Schema):
    """As on which day (today)."""

    on = Day(load_default=None)


class Branch(Schema):
    """A branch as on a day: `staff` of its latest head count by then, `members` on it."""

    branch = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    parent = fields.String(required=True)
    founded_on = fields.Date(required=True)
    ended_on = fields.Date(required=True, allow_none=True)
    into = fields.String(required=True)
    reason = fields.String(required=True)
    staff = fields.Integer(required=True, allow_none=True)
    members = fields.Integer(required=True)
    version = fields.Integer(required=True)


class FoundBranchBody(Schema):
    """A new branch; without parent it stands right under the school union."""

    name = Text(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    parent = Id(load_default="")
    on = Day(required=True)


class RenameBranchBody(Schema):
    """The name from a day on."""

    name = Text(required=True)
    on = Day(required=True)


class MergeBranchBody(Schema):
    """The branch that takes this one over."""

    into = Id(required=True)
    on = Day(required=True)


class DissolveBranchBody(Schema):
    """Why the branch ends without a successor."""

    reason = Text(1000, required=True)
    on = Day(required=True)


CHANGE = "branches.change"
BranchList = listed(Branch)


def branches(parts: Parts, execute: Execute) -> Blueprint:
    resource = Blueprint("branches", __name__, url_prefix="/api/branches", description="Branch unions")
    _reading(resource, parts)

    @resource.post("/")
    @requires(CHANGE)
    @resource.arguments(FoundBranchBody)
    @command(creates=True)
    def found(body: Mapping[str, Any]) -> Outcome:
        branch = new_id("branch")
        return execute(branch, FoundBranch(branch=branch, **told(body, CHANGE)), writing())

    for name, schema, act in (
        ("rename", RenameBranchBody, RenameBranch),
        ("merge", MergeBranchBody, MergeBranch),
        ("dissolve", DissolveBranchBody, DissolveBranch),
    ):
        _changing(resource, parts, execute, name, schema, act)
    return resource


def _changing(
    resource: Blueprint, parts: Parts, execute: Execute, name: str, schema: type[Schema], act: Any
) -> None:
    @resource.post(f"/<branch>/{name}", endpoint=name)
    @requires(CHANGE)
    @resource.arguments(schema)
    @command()
    def change(body: Mapping[str, Any], branch: str) -> Outcome:
        with parts.store.reading() as db:
            seen_branch(db, branch)
        return execute(branch, act(**told(body, CHANGE)), writing())


def _reading(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("branches.read")
    @resource.arguments(BranchFilter, location="query")
    @resource.response(200, BranchList)
    def index(query: Mapping[str, Any]) -> Any:
        on = query["on"] or today()
        rows = read.on_day(on).where(read.matching(query, on))
        with parts.store.reading() as db:
            return paging(db, rows, [read.b.kind, read.b.branch], query)

    @resource.get("/<branch>")
    @requires("branches.read")
    @resource.arguments(OnDay, location="query")
    @resource.response(200, Branch)
    def one(query: Mapping[str, Any], branch: str) -> Any:
        with parts.store.reading() as db:
            row = seen_branch(db, branch, query["on"])
        return versioned(row, row["version"])
