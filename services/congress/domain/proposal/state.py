"""What a decision needs to know of a proposal, and how each event changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services.congress.domain.congress import Congress
from services.congress.domain.proposal import events as told

Change = Callable[["Proposal", Any], "Proposal"]


class Status(StrEnum):
    """Where a proposal stands; the texts for people are in the pages."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    FILED = "filed"
    MERGED = "merged"
    SUGGESTION = "suggestion"
    NOT_FILED = "not_filed"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    RATED = "rated"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """How an invited delegate stands to the proposal."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Invitation:
    """One delegate's part; `branch` is known once he has answered."""

    answer: Answer
    sign_by: date
    branch: str = ""


@dataclass(frozen=True)
class Proposal:
    """One matter: who proposes it, who seconds it, and what has become of it."""

    status: Status = Status.NONE
    id: str = ""
    congress: str = ""
    branch: str = ""
    proposer: str = ""
    texts: tuple[str, str, str, str] = ("", "", "", "")  # category, title, cause, measures
    invitations: Mapping[str, Invitation] = field(default_factory=dict)
    seconders: tuple[str, ...] = ()
    submitted_on: date = date.min
    late: bool = False
    filed: bool = False
    lead: str = ""
    co: tuple[str, ...] = ()
    due_on: date | None = None
    round: int = 1
    rate_by: date | None = None
    last: object = None

    def accepted(self) -> tuple[str, ...]:
        """Those whose own act stands, in the order of their invitation."""
        return tuple(who for who, each in self.invitations.items() if each.answer is Answer.ACCEPTED)


@dataclass(frozen=True)
class Circumstances:
    """What the look brings: the congress, the seats asked about, days reckoned, another proposal."""

    congress: Congress = field(default_factory=Congress)
    seats: Mapping[str, str] = field(default_factory=dict)  # current formal delegates -> branch
    due_on: date | None = None  # by the working-day calendar; None where it is not published yet
    other: Proposal = field(default_factory=Proposal)
    number: str = ""


def evolve(proposal: Proposal, event: told.ProposalEvent) -> Proposal:
    return replace(_CHANGES[type(event)](proposal, event), last=event)


def _drafted(_: Proposal, e: told.ProposalDrafted) -> Proposal:
    texts = (e.category, e.title, e.cause, e.measures)
    return Proposal(Status.DRAFT, e.proposal, e.congress, e.branch, e.proposer, texts)


def _revised(p: Proposal, e: told.ProposalRevised) -> Proposal:
    asked_again = {
        who: replace(each, answer=Answer.INVITED) if each.answer is Answer.ACCEPTED else each
        for who, each in p.invitations.items()
    }
    return replace(p, texts=(e.category, e.title, e.cause, e.measures), invitations=asked_again)


def _with(p: Proposal, who: str, invitation: Invitation) -> Proposal:
    return replace(p, invitations={**p.invitations, who: invitation})


def _invited(p: Proposal, e: told.SeconderInvited) -> Proposal:
    return _with(p, e.seconder, Invitation(Answer.INVITED, e.sign_by))


def _accepted(p: Proposal, e: told.SecondingAccepted) -> Proposal:
    sign_by = p.invitations[e.seconder].sign_by
    return _with(p, e.seconder, Invitation(Answer.ACCEPTED, sign_by, e.seconder_branch))


def _declined(p: Proposal, e: told.SecondingDeclined) -> Proposal:
    return _with(p, e.seconder, replace(p.invitations[e.seconder], answer=Answer.DECLINED))


def _taken_back(p: Proposal, e: told.SecondingWithdrawn) -> Proposal:
    return _with(p, e.seconder, replace(p.invitations[e.seconder], answer=Answer.TAKEN_BACK))


def _uninvited(p: Proposal, e: told.InvitationWithdrawn) -> Proposal:
    return replace(p, invitations={who: each for who, each in p.invitations.items() if who != e.seconder})


def _submitted(p: Proposal, e: told.ProposalSubmitted) -> Proposal:
    seconders = tuple(each.member for each in e.seconders)
    return replace(
        p, status=Status.SUBMITTED, seconders=seconders, submitted_on=e.on, late=e.late, due_on=e.review_by
    )


def _filed(p: Proposal, e: told.ProposalFiled) -> Proposal:
    return replace(p, status=Status.FILED, filed=True, due_on=None)


def _settled(status: Status) -> Change:
    return lambda p, e: replace(p, status=status, due_on=None)


def _assigned(p: Proposal, e: told.ProposalAssigned) -> Proposal:
    return replace(p, status=Status.ASSIGNED, lead=e.lead, co=tuple(e.co), due_on=e.due_on)


def _replied(p: Proposal, e: told.ProposalReplied) -> Proposal:
    return replace(p, status=Status.REPLIED, due_on=e.rate_by, rate_by=e.rate_by)


def _rated(p: Proposal, e: told.ProposalRated) -> Proposal:
    if e.reopened:
        return replace(p, status=Status.ASSIGNED, round=p.round + 1, due_on=e.next_due_on)
    return replace(p, status=Status.RATED, due_on=None)


_CHANGES: Mapping[type, Change] = {
    told.ProposalDrafted: _drafted,
    told.ProposalRevised: _revised,
    told.SeconderInvited: _invited,
    told.SecondingAccepted: _accepted,
    told.SecondingDeclined: _declined,
    told.SecondingWithdrawn: _taken_back,
    told.InvitationWithdrawn: _uninvited,
    told.ProposalSubmitted: _submitted,
    told.ProposalFiled: _filed,
    told.ProposalMerged: _settled(Status.MERGED),
    told.ProposalConverted: _settled(Status.SUGGESTION),
    told.ProposalNotFiled: _settled(Status.NOT_FILED),
    told.ProposalAssigned: _assigned,
    told.ProposalReplied: _replied,
    told.ProposalRated: _rated,
    told.ProposalWithdrawn: _settled(Status.WITHDRAWN),
}
