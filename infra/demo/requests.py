"""Each command of the story as the HTTP request that a client would send: one table."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from infra.demo.act import Act
from services.congress.domain import congress, delegate
from services.congress.domain.proposal import commands as proposals
from services.evaluation.domain import incident
from services.evaluation.domain.told.figure import Figure
from services.evaluation.domain.told.life import Correct, Tell
from services.membership.domain import activity, branch, member
from services.welfare.domain import standard, visit


@dataclass(frozen=True)
class Request:
    """A POST with all that it says: what is made under which id, by whom and at which moment."""

    path: str
    body: bytes
    by: str
    at: datetime
    makes: str = ""

    @property
    def key(self) -> str:
        """The same for the same act: a load that is repeated loses and doubles nothing."""
        told = "\n".join((self.path, self.by, self.at.isoformat(), self.makes)).encode()
        return hashlib.sha256(told + b"\n" + self.body).hexdigest()


@dataclass(frozen=True)
class Route:
    """Where a command goes and which of its fields its body has, the empty ones left out.

    `makes` is the id of a new thing.
    """

    path: str
    body: str = ""
    makes: str = ""

    def request(self, act: Act) -> Request:
        command: Any = act.command
        place = {"stream": act.stream, **vars(command)}
        body = _body(command)
        told = {name: body[name] for name in self.body.split() if body[name] not in ("", None)}
        path, makes = self.path.format_map(place), self.makes.format_map(place)
        return Request(path, msgspec.json.encode(told), act.by, act.at, makes)


def _body(command: Any) -> dict[str, Any]:
    if isinstance(command, Tell):
        return {**vars(command.fact), **vars(command)}
    named = BODIES.get(type(command))
    return {**vars(command), **(named(command) if named else {})}


def _attendance(command: Any) -> dict[str, Any]:
    return {"attendance": [{"member": who, "state": state} for who, state in command.attendance.items()]}


BODIES: Mapping[
    type, Callable[[Any], dict[str, Any]]
] = {  # where the request names a thing otherwise than the command
    activity.TellActivity: _attendance,
    activity.CorrectActivity: _attendance,
    standard.SetStandard: lambda command: vars(command.fact),
}
ACTIVITY = "branch kind home title on planned result attendance"
VISIT = "branch occasion relation on filed_on amount in_kind"
FIGURE = "branch measure on value source_body filed_on"
STANDARD = "occasion relation amount_min amount_max per_year claim_days limit citation on until"
CONGRESS = "name term session on window_from window_to settings"
MEMBERS, APPLICATIONS = "/membership/api/members/{stream}", "/membership/api/applications/{stream}"
BRANCHES, ACTIVITIES = "/membership/api/branches/{stream}", "/membership/api/activities/{stream}"
PROPOSALS, FIGURES = "/congress/api/proposals/{stream}", "/evaluation/api/figures/{stream}"
VISITS, INCIDENTS = "/welfare/api/visits/{visit}", "/evaluation/api/incidents/{stream}"


def made(place: str, body: str) -> Route:
    """A new thing: posted to the collection of `place`, whose last part is its id."""
    collection, makes = place.rsplit("/", 1)
    return Route(f"{collection}/", body, makes)


# By type of command; of what evaluation is told, by type of command and of fact.
ROUTES: Mapping[type | tuple[type, type], Route] = {
    branch.FoundBranch: made(BRANCHES, "name kind parent on"),
    branch.RenameBranch: Route(f"{BRANCHES}/rename", "name on"),
    branch.MergeBranch: Route(f"{BRANCHES}/merge", "into on"),
    branch.TellHeadCount: Route(
        f"{BRANCHES}/head-counts", "on staff women non_establishment retired filed_on"
    ),
    member.SubmitApplication: made(APPLICATIONS, "branch group employment_type name staff_no mobile on"),
    member.CheckApplication: Route(f"{APPLICATIONS}/check", "opinion on"),
    member.ApproveApplication: Route(f"{APPLICATIONS}/approve", "on"),
    member.ReleaseMember: Route(f"{MEMBERS}/release", "to reason on"),
    member.AcceptTransfer: Route(f"{MEMBERS}/accept", "on"),
    member.FollowMerger: Route(f"{MEMBERS}/follow-merger"),
    member.EndMembership: Route(f"{MEMBERS}/leave", "reason on"),
    activity.TellActivity: made(ACTIVITIES, f"{ACTIVITY} filed_on"),
    activity.CorrectActivity: Route(f"{ACTIVITIES}/correct", f"{ACTIVITY} reason"),
    activity.WithdrawActivity: Route(f"{ACTIVITIES}/withdraw", "reason"),
    standard.SetStandard: made("/welfare/api/standards/{stream}", STANDARD),
    visit.LogVisit: made(VISITS, f"{VISIT} member note"),
    visit.CorrectVisit: Route(f"{VISITS}/correct", f"{VISIT} reason"),
    visit.VoidVisit: Route(f"{VISITS}/void", "reason"),
    congress.ConveneCongress: made("/congress/api/congresses/{stream}", CONGRESS),
    delegate.ElectDelegate: Route(
        "/congress/api/delegates/", "congress member branch delegation category on"
    ),
    proposals.DraftProposal: made(PROPOSALS, "congress category title cause measures"),
    proposals.InviteSeconder: Route(f"{PROPOSALS}/invite", "seconder sign_by"),
    proposals.AcceptSeconding: Route(f"{PROPOSALS}/second"),
    proposals.DeclineSeconding: Route(f"{PROPOSALS}/decline", "reason"),
    proposals.SubmitProposal: Route(f"{PROPOSALS}/submit"),
    proposals.FileProposal: Route(f"{PROPOSALS}/file", "on"),
    proposals.ConvertProposal: Route(f"{PROPOSALS}/convert", "reason on"),
    proposals.RefuseProposal: Route(f"{PROPOSALS}/refuse", "code text on"),
    proposals.MergeProposal: Route(f"{PROPOSALS}/merge", "into on"),
    proposals.AssignProposal: Route(f"{PROPOSALS}/assign", "lead co on due_on"),
    proposals.ReplyToProposal: Route(f"{PROPOSALS}/reply", "lead result text on"),
    proposals.RateReply: Route(f"{PROPOSALS}/rate", "rating opinion"),
    (Tell, Figure): made(FIGURES, FIGURE),
    (Correct, Figure): Route(f"{FIGURES}/correct", f"{FIGURE} reason"),
    incident.RecordIncident: made(INCIDENTS, "branch kind on basis"),
    incident.LiftIncident: Route(f"{INCIDENTS}/lift", "reason"),
}


def request(act: Act) -> Request:
    """The request of an act."""
    command, kind = act.command, type(act.command)
    return ROUTES[(kind, type(command.fact)) if isinstance(command, Tell) else kind].request(act)


def publication(edition: str, scheme: str, by: str, at: datetime) -> Request:
    """The request that publishes an assessment sheet."""
    return Request("/evaluation/api/editions/", msgspec.json.encode({"scheme": scheme}), by, at, edition)
