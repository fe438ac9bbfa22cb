"""Proposals: each step of their life an act on a resource; lists that show what the reader may see."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement

from services.chassis.commands import Outcome
from services.chassis.running.parts import here
from services.chassis.web.auth import reach, requires
from services.chassis.web.fields import Id
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.chassis.web.problems import Problem
from services.congress import exports, timeline
from services.congress.api import acts
from services.congress.day import today
from services.congress.domain.proposal.commands import DraftProposal
from services.congress.projections import invitations, proposals
from services.congress.projections.lists import DUE, counts, matching, seen_by
from services.congress.projections.proposals import c
from services.congress.projections.similar import similar
from services.congress.steps import STEPS, Step, Texts

resource = Blueprint("proposals", __name__, url_prefix="/api/proposals", description="Proposals")


class Draft(Texts):
    congress = Id(required=True)


class Filter(Schema):
    """Which proposals; the same names stand in the address of the page."""

    congress = fields.String(load_default="")
    branch = fields.String(load_default="")
    category = fields.String(load_default="")
    state = fields.String(load_default="")
    holder = fields.String(load_default="")
    lead = fields.String(load_default="")
    department = fields.String(load_default="")
    proposer = fields.String(load_default="")
    rating = fields.String(load_default="")
    result = fields.String(load_default="")
    due = fields.String(load_default="", validate=validate.OneOf(["", *DUE]))
    text = fields.String(load_default="", validate=validate.Length(max=200))


class ProposalQuery(Filter, ListQuery):
    """A page of them."""


class ProposalSchema(Schema):
    proposal = fields.String()
    version = fields.Integer()
    congress = fields.String()
    branch = fields.String()
    proposer = fields.String()
    category = fields.String()
    title = fields.String()
    state = fields.String()
    holder = fields.String(metadata={"description": "proposer, office, a department's code, or empty"})
    since = fields.Date()
    due_on = fields.Date(allow_none=True)
    seconders = fields.Integer()
    submitted_on = fields.Date(allow_none=True)
    late = fields.Boolean()
    number = fields.String(allow_none=True)
    into = fields.String()
    code = fields.String()
    lead = fields.String()
    round = fields.Integer()
    result = fields.String()
    replied_on = fields.Date(allow_none=True)
    reply_late = fields.Boolean()
    rating = fields.String()


class InvitationSchema(Schema):
    proposal = fields.String()
    seconder = fields.String()
    answer = fields.String()
    on = fields.Date()
    sign_by = fields.Date()
    answered_on = fields.Date(allow_none=True)
    title = fields.String()
    proposer = fields.String()
    version = fields.Integer()


class OneProposal(ProposalSchema):
    """A proposal with its texts, seconders, departments and what was merged into it."""

    cause = fields.String()
    measures = fields.String()
    invitations = fields.List(fields.Nested(InvitationSchema))
    departments = fields.List(fields.String())
    originals = fields.List(fields.String())


class StateCounts(Schema):
    states = fields.Dict(keys=fields.String(), values=fields.Integer())


class Similar(Schema):
    items = fields.List(fields.Nested(ProposalSchema))


class Invitations(Schema):
    items = fields.List(fields.Nested(InvitationSchema))


class StepSchema(Schema):
    id = fields.String()
    type = fields.String()
    version = fields.Integer()
    on = fields.Date()
    recorded = fields.String()
    by = fields.String()
    fact = fields.Dict()


class Timeline(Schema):
    items = fields.List(fields.Nested(StepSchema))


@resource.post("/")
@requires("proposals.write")
@resource.arguments(Draft)
@command(creates=True)
def draft(body: dict[str, Any]) -> Outcome:
    """Begin a proposal as a delegate."""
    proposal = new_id("proposal")
    asked = DraftProposal(by=g.principal.id, proposal=proposal, on=today(), **body)
    return acts().proposals(proposal, asked, writing())


def offer(verb: str, step: Step) -> None:
    """Give an act its address: POST /api/proposals/<proposal>/<verb>."""

    @resource.post(f"/<proposal>/{verb}", endpoint=verb)
    @requires(step.permission)
    @resource.arguments(step.schema)
    @resource.doc(summary=f"{verb.capitalize().replace('-', ' ')} a proposal")
    @command()
    def act(body: dict[str, Any], proposal: str) -> Outcome:
        return step.carry_out(acts(), proposal, body)


for _verb, _step in STEPS.items():
    offer(_verb, _step)


def visible() -> ColumnElement[bool]:
    """What the signed-in reader may see."""
    return seen_by(reach("proposals.read"), g.principal.id)


def found(proposal: str) -> Any:
    """The proposal's row, or a 404 when there is none that the reader may see."""
    with here().store.reading() as db:
        row = db.execute(proposals.proposals.select().where(c.proposal == proposal, visible())).first()
    if row is None:
        raise Problem("not-found")
    return row


@resource.get("/")
@requires("proposals.read")
@resource.arguments(ProposalQuery, location="query")
@resource.response(200, listed(ProposalSchema))
def index(query: dict[str, Any]) -> Any:
    """The proposals that the reader may see, the latest change first."""
    with here().store.reading() as db:
        rows = matching(query, today()).where(visible())
        return paging(db, rows, [c.since, c.proposal], query, descending=True)


@resource.get("/counts")
@requires("proposals.read")
@resource.arguments(Filter, location="query")
@resource.response(
    200, Schema.from_dict({"states": fields.Dict(values=fields.Integer())}, name="StateCounts")
)
def states(query: dict[str, Any]) -> Any:
    """How many there are in each state under the other filters."""
    with here().store.reading() as db:
        return {"states": counts(db, query, visible(), today())}


@resource.get("/export.csv")
@requires("proposals.export")
@resource.arguments(Filter, location="query")
@resource.doc(responses={"200": exports.CSV_ANSWER})
def export(query: dict[str, Any]) -> Response:
    """Exactly the filtered list, with seconders and texts."""
    with here().store.reading() as db:
        rows = db.execute(
            matching(query, today()).where(visible()).order_by(c.since.desc(), c.proposal)
        ).all()
        seconders = invitations.accepted(db, [each.proposal for each in rows])
    return exports.proposals(rows, seconders)


class TitleQuery(Schema):
    congress = fields.String(required=True)
    title = fields.String(required=True, validate=validate.Length(1, 200))


@resource.get("/similar")
@requires("proposals.read")
@resource.arguments(TitleQuery, location="query")
@resource.response(
    200, Schema.from_dict({"items": fields.List(fields.Nested(ProposalSchema))}, name="Similar")
)
def alike(query: dict[str, Any]) -> Any:
    """Proposals of the congress whose title is like this one."""
    with here().store.reading() as db:
        rows = db.execute(matching({"congress": query["congress"]}, today()).where(visible())).all()
    return {"items": [each._asdict() for each in similar(query["title"], rows)]}


@resource.get("/invitations")
@requires("proposals.second")
@resource.response(200, Invitations)
def waiting() -> Any:
    """The drafts that the reader is asked to second, the most urgent first."""
    with here().store.reading() as db:
        return {"items": [each._asdict() for each in invitations.waiting_for(db, g.principal.id)]}


@resource.get("/<proposal>")
@requires("proposals.read")
@resource.response(200, OneProposal)
def show(proposal: str) -> Any:
    """One proposal with its texts; only its proposer sees who declined."""
    row = found(proposal)
    with here().store.reading() as db:
        asked = invitations.of(db, proposal)
        handled = [each.department for each in proposals.departments_of(db, proposal)]
        originals = [each.proposal for each in proposals.merged_into(db, proposal)]
    mine = row.proposer == g.principal.id
    shown = [
        each._asdict()
        for each in asked
        if mine or each.answer == "accepted" or each.seconder == g.principal.id
    ]
    more = {"invitations": shown, "departments": handled, "originals": originals}
    return versioned(row._asdict() | more, row.version)


def open_to(reader: str, row: Any, asked: Sequence[Any]) -> list[Any]:
    """The invitations that a reader sees: those accepted and his own; the proposer sees all."""
    return [each for each in asked if each.answer == "accepted" or reader in (row.proposer, each.seconder)]


@resource.get("/<proposal>/timeline")
@requires("proposals.read")
@resource.response(200, Timeline)
def history(proposal: str) -> Any:
    """What happened, who did it and when, with event ids."""
    row = found(proposal)
    return {"items": list(lines(proposal, row.proposer == g.principal.id))}


def lines(proposal: str, mine: bool) -> Iterator[dict[str, Any]]:
    for step in timeline.of(here(), proposal, mine):
        told = {
            "id": step.id,
            "version": step.version,
            "on": step.on,
            "recorded": step.recorded,
            "by": step.by,
        }
        yield told | {"type": step.event.told.name, "fact": asdict(step.event)}
