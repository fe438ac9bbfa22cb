"""The groups and the head counts of a branch."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import must_reach, requires
from services.chassis.web.fields import Day, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, writing
from services.membership.domain.branch import CloseGroup, FormGroup, TellHeadCount
from services.membership.projections import branches as read
from services.membership.sight import branch as seen_branch
from services.membership.sight import told

MOST = 100_000  # people of one unit


class Count(fields.Integer):
    """A number of people."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=True, validate=validate.Range(0, MOST), **options)


class HeadCountBody(Schema):
    """How many people the unit had on a day; women and others are among `staff`."""

    on = Day(required=True)
    staff = Count()
    women = Count()
    non_establishment = Count()
    retired = Count()
    filed_on = Day(load_default=None)


class HeadCount(Schema):
    """A head count as told last for its day."""

    branch = fields.String(required=True)
    on = fields.Date(required=True)
    staff = fields.Integer(required=True)
    women = fields.Integer(required=True)
    non_establishment = fields.Integer(required=True)
    retired = fields.Integer(required=True)
    filed_on = fields.Date(required=True)


class FormGroupBody(Schema):
    """A new union group."""

    name = Text(required=True)
    on = Day(required=True)


class CloseGroupBody(Schema):
    """The day on which the group ends."""

    on = Day(required=True)


class Group(Schema):
    """A union group."""

    group = fields.String(required=True)
    branch = fields.String(required=True)
    name = fields.String(required=True)
    formed_on = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)


def units(parts: Parts, execute: Execute) -> Blueprint:
    resource = Blueprint("units", __name__, url_prefix="/api/branches", description="Groups, head counts")
    _head_counts(resource, parts, execute)
    _groups(resource, parts, execute)
    return resource


def _known(parts: Parts, branch: str) -> None:
    with parts.store.reading() as db:
        seen_branch(db, branch)


def _head_counts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.get("/<branch>/head-counts")
    @requires("branches.read")
    @resource.arguments(ListQuery, location="query")
    @resource.response(200, listed(HeadCount))
    def counts(query: Mapping[str, Any], branch: str) -> Any:
        _known(parts, branch)
        with parts.store.reading() as db:
            return paging(db, read.counts(branch), [read.head_counts.c.on], query, descending=True)

    @resource.post("/<branch>/head-counts")
    @requires("head-counts.tell")
    @resource.arguments(HeadCountBody)
    @command()
    def tell(body: Mapping[str, Any], branch: str) -> Outcome:
        _known(parts, branch)
        must_reach("head-counts.tell", unit=branch)
        return execute(branch, TellHeadCount(**told(body, "head-counts.tell")), writing())


def _groups(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.get("/<branch>/groups")
    @requires("branches.read")
    @resource.arguments(ListQuery, location="query")
    @resource.response(200, listed(Group))
    def groups(query: Mapping[str, Any], branch: str) -> Any:
        _known(parts, branch)
        with parts.store.reading() as db:
            return paging(db, read.groups_of(branch), [read.groups.c.group], query)

    @resource.post("/<branch>/groups")
    @requires("groups.change")
    @resource.arguments(FormGroupBody)
    @command()
    def form(body: Mapping[str, Any], branch: str) -> Outcome:
        _known(parts, branch)
        must_reach("groups.change", unit=branch)
        return execute(branch, FormGroup(group=new_id("group"), **told(body, "groups.change")), writing())

    @resource.post("/<branch>/groups/<group>/close")
    @requires("groups.change")
    @resource.arguments(CloseGroupBody)
    @command()
    def close(body: Mapping[str, Any], branch: str, group: str) -> Outcome:
        _known(parts, branch)
        must_reach("groups.change", unit=branch)
        return execute(branch, CloseGroup(group=group, **told(body, "groups.change")), writing())
