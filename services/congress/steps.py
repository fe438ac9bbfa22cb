"""The acts on a proposal: one table for the API, the dialogs and the rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from marshmallow import Schema, fields, post_load, validate

from services.chassis.commands import Outcome
from services.chassis.web.auth import must_reach
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import writing
from services.congress.acts import Acts
from services.congress.day import dated
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal.events import RATINGS, RESULTS
from services.congress.domain.proposal.handling import GROUNDS

CODE = validate.Regexp(r"^[a-z][a-z0-9_-]{0,39}$")


class Nothing(Schema):
    """An act that needs no further words."""


class Texts(Schema):
    """What a proposal says: one matter, its cause, and measures somebody can carry out."""

    category = fields.String(required=True, validate=CODE)
    title = Text(200, required=True)
    cause = Text(5_000, required=True)
    measures = Text(5_000, required=True)


class Invite(Schema):
    seconder = Id(required=True)
    sign_by = Day(required=True)


class Uninvite(Schema):
    seconder = Id(required=True)


class MayExplain(Schema):
    reason = Text(500, load_default="")


class Reviewed(Schema):
    """An act of the office on a day: today unless said."""

    on = Day(load_default=None)


class Merge(Reviewed):
    into = Id(required=True)


class Explain(Reviewed):
    reason = Text(2_000, required=True)


class Refuse(Reviewed):
    code = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    text = Text(2_000, required=True)


class Assign(Reviewed):
    """`due_on` is for years whose working days are not published, or a shorter time."""

    lead = Id(required=True)
    co = fields.List(Id(), load_default=list, validate=validate.Length(max=10))
    due_on = Day(load_default=None)

    @post_load
    def listed_once(self, body: dict[str, Any], **_: Any) -> dict[str, Any]:
        return body | {"co": tuple(dict.fromkeys(filter(None, body["co"])))}


class Reply(Reviewed):
    lead = Id(required=True)
    result = fields.String(required=True, validate=validate.OneOf(RESULTS))
    text = Text(8_000, required=True)


class Rate(Schema):
    rating = fields.String(required=True, validate=validate.OneOf(RATINGS))
    opinion = Text(2_000, load_default="")


@dataclass(frozen=True)
class Step:
    """One act: who may, what it takes, and which command it is."""

    permission: str
    schema: type[Schema]
    command: type

    def carry_out(self, acts: Acts, proposal: str, body: Mapping[str, Any]) -> Outcome:
        """The act of the signed-in reader, in his own name and nobody else's."""
        if self.permission == "proposals.reply":
            must_reach(self.permission, unit=body["lead"])
        command = self.command(by=g.principal.id, **dated(body))
        return acts.proposals(proposal, command, writing())


STEPS: Mapping[str, Step] = {
    "revise": Step("proposals.write", Texts, ask.ReviseProposal),
    "invite": Step("proposals.write", Invite, ask.InviteSeconder),
    "uninvite": Step("proposals.write", Uninvite, ask.WithdrawInvitation),
    "second": Step("proposals.second", Nothing, ask.AcceptSeconding),
    "decline": Step("proposals.second", MayExplain, ask.DeclineSeconding),
    "take-back": Step("proposals.second", Nothing, ask.WithdrawSeconding),
    "submit": Step("proposals.write", Nothing, ask.SubmitProposal),
    "withdraw": Step("proposals.write", MayExplain, ask.WithdrawProposal),
    "file": Step("proposals.review", Reviewed, ask.FileProposal),
    "merge": Step("proposals.review", Merge, ask.MergeProposal),
    "convert": Step("proposals.review", Explain, ask.ConvertProposal),
    "refuse": Step("proposals.review", Refuse, ask.RefuseProposal),
    "assign": Step("proposals.assign", Assign, ask.AssignProposal),
    "reply": Step("proposals.reply", Reply, ask.ReplyToProposal),
    "rate": Step("proposals.rate", Rate, ask.RateReply),
}
