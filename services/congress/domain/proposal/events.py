"""What happens to a proposal. Drafts and invitations are confidential; what is submitted is not."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.chassis.events import event

Result = Literal["solved", "in_progress", "not_now", "reference"]
Rating = Literal["satisfied", "basically", "dissatisfied"]
RESULTS = ("solved", "in_progress", "not_now", "reference")
RATINGS = ("satisfied", "basically", "dissatisfied")


@dataclass(frozen=True, kw_only=True)
class Seconder:
    """A delegate who seconded, with the branch that had elected him."""

    member: str
    branch: str


@event("congress.proposal-drafted.v1", classification="confidential")
class ProposalDrafted:
    """A delegate began a proposal; nobody but him and those he invites reads it."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    category: str
    title: str
    cause: str
    measures: str
    on: date


@event("congress.proposal-revised.v1", classification="confidential")
class ProposalRevised:
    """The proposer changed the draft; whoever had seconded the earlier words is asked again."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    category: str
    title: str
    cause: str
    measures: str
    on: date


@event("congress.seconder-invited.v1", classification="confidential")
class SeconderInvited:
    """The proposer asked a delegate to second; the answer counts until the end of `sign_by`."""

    proposal: str
    branch: str
    seconder: str
    on: date
    sign_by: date


@event("congress.seconding-accepted.v1")
class SecondingAccepted:
    """A delegate seconded, by his own act."""

    proposal: str
    branch: str
    seconder: str
    seconder_branch: str
    on: date


@event("congress.seconding-declined.v1")
class SecondingDeclined:
    """A delegate said no, by his own act."""

    proposal: str
    branch: str
    seconder: str
    seconder_branch: str
    reason: str
    on: date


@event("congress.seconding-withdrawn.v1")
class SecondingWithdrawn:
    """A seconder took his seconding back before the proposal was submitted."""

    proposal: str
    branch: str
    seconder: str
    seconder_branch: str
    on: date


@event("congress.invitation-withdrawn.v1", classification="confidential")
class InvitationWithdrawn:
    """The proposer no longer asks this delegate."""

    proposal: str
    branch: str
    seconder: str
    on: date


@event("congress.proposal-submitted.v1")
class ProposalSubmitted:
    """Handed in with the seconders whose seats were current that day; `review_by` None = unknown."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    category: str
    title: str
    seconders: list[Seconder]
    on: date
    late: bool
    review_by: date | None = None


@event("congress.proposal-filed.v1")
class ProposalFiled:
    """Taken up under a number (立案); `submitted_on` is the day its unit handed it in."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    number: str
    submitted_on: date
    on: date


@event("congress.proposal-merged.v1")
class ProposalMerged:
    """Handled together with `into`; the original stays readable."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    into: str
    submitted_on: date
    on: date


@event("congress.proposal-converted.v1")
class ProposalConverted:
    """Passed on as a suggestion, which is handled on the same clock."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    reason: str
    submitted_on: date
    on: date


@event("congress.proposal-not-filed.v1")
class ProposalNotFiled:
    """A no with its coded ground and the office's words."""

    proposal: str
    congress: str
    branch: str
    proposer: str
    code: str
    text: str
    submitted_on: date
    on: date


@event("congress.proposal-assigned.v1")
class ProposalAssigned:
    """Handed to a lead department and co-handlers; the answer is due on `due_on`."""

    proposal: str
    branch: str
    lead: str
    co: list[str]
    due_on: date
    on: date


@event("congress.proposal-replied.v1")
class ProposalReplied:
    """The lead department answered; a late answer is accepted and marked. `rate_by` None = unknown."""

    proposal: str
    branch: str
    lead: str
    round: int
    result: Result
    text: str
    due_on: date | None
    late: bool
    on: date
    rate_by: date | None = None


@event("congress.proposal-rated.v1")
class ProposalRated:
    """The proposer's own judgement; `reopened` starts the next round, due on `next_due_on`."""

    proposal: str
    branch: str
    lead: str
    rater: str
    round: int
    rating: Rating
    opinion: str
    on: date
    reopened: bool = False
    next_due_on: date | None = None


@event("congress.proposal-withdrawn.v1")
class ProposalWithdrawn:
    """The proposer took it back before it was filed."""

    proposal: str
    branch: str
    proposer: str
    reason: str
    on: date


ProposalEvent = (
    ProposalDrafted
    | ProposalRevised
    | SeconderInvited
    | SecondingAccepted
    | SecondingDeclined
    | SecondingWithdrawn
    | InvitationWithdrawn
    | ProposalSubmitted
    | ProposalFiled
    | ProposalMerged
    | ProposalConverted
    | ProposalNotFiled
    | ProposalAssigned
    | ProposalReplied
    | ProposalRated
    | ProposalWithdrawn
)
