"""Before submission: the proposer writes and invites; each seconder answers for himself."""

from services.chassis.decider import Refused
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal.conditions import (
    by_proposer,
    enough_seconders,
    in_draft,
    invitation_of,
    is_late,
    own_draft,
    pending,
    seat,
    texts_long_enough,
    title_fits,
)
from services.congress.domain.proposal.events import (
    InvitationWithdrawn,
    ProposalDrafted,
    ProposalEvent,
    ProposalRevised,
    ProposalSubmitted,
    ProposalWithdrawn,
    Seconder,
    SeconderInvited,
    SecondingAccepted,
    SecondingDeclined,
    SecondingWithdrawn,
)
from services.congress.domain.proposal.state import Answer, Circumstances, Proposal, Status

Events = list[ProposalEvent]


def draft(command: ask.DraftProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Begin a proposal; only a current formal delegate can."""
    if proposal.status is not Status.NONE:
        raise Refused("proposal-exists", "This proposal has been begun already.")
    if not found.congress.open:
        raise Refused("congress-not-open", "This congress is not open.", "congress")
    branch = seat(command.by, found)
    title_fits(command.title, found)
    return [
        ProposalDrafted(
            proposal=command.proposal,
            congress=command.congress,
            branch=branch,
            proposer=command.by,
            category=command.category,
            title=command.title,
            cause=command.cause,
            measures=command.measures,
            on=command.on,
        )
    ]


def revise(command: ask.ReviseProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Change the words; a seconding is of the words that were read, so it has to be given again."""
    own_draft(command.by, proposal)
    title_fits(command.title, found)
    if proposal.texts == (command.category, command.title, command.cause, command.measures):
        return []
    return [
        ProposalRevised(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            category=command.category,
            title=command.title,
            cause=command.cause,
            measures=command.measures,
            on=command.on,
        )
    ]


def invite(command: ask.InviteSeconder, proposal: Proposal, found: Circumstances) -> Events:
    """Ask a delegate to second by a day; asking again after a no is allowed."""
    own_draft(command.by, proposal)
    if command.seconder == proposal.proposer:
        raise Refused("own-proposal", "Nobody seconds his own proposal.", "seconder")
    if command.seconder not in found.seats:
        raise Refused("not-a-delegate", "Only a current formal delegate can second.", "seconder")
    if command.sign_by < command.on:
        raise Refused("sign-by-past", "The day to sign by cannot lie before the invitation.", "sign_by")
    if pending(proposal, command.seconder, command.on):
        return []
    return [
        SeconderInvited(
            proposal=proposal.id,
            branch=proposal.branch,
            seconder=command.seconder,
            on=command.on,
            sign_by=command.sign_by,
        )
    ]


def uninvite(command: ask.WithdrawInvitation, proposal: Proposal, found: Circumstances) -> Events:
    """Take an invitation back while it is unanswered."""
    own_draft(command.by, proposal)
    invitation = proposal.invitations.get(command.seconder)
    if invitation is None or invitation.answer in (Answer.DECLINED, Answer.TAKEN_BACK):
        return []
    if invitation.answer is Answer.ACCEPTED:
        raise Refused(
            "already-seconded", "This delegate has seconded; only he can take that back.", "seconder"
        )
    return [
        InvitationWithdrawn(
            proposal=proposal.id, branch=proposal.branch, seconder=command.seconder, on=command.on
        )
    ]


def accept(command: ask.AcceptSeconding, proposal: Proposal, found: Circumstances) -> Events:
    """Second a proposal: the actor's own act, in time, in a current seat."""
    invitation = invitation_of(command.by, proposal)
    if invitation.answer is Answer.ACCEPTED:
        return []
    in_draft(proposal)
    if command.on > invitation.sign_by:
        raise Refused("invitation-expired", "The day to sign by has passed; ask to be invited again.")
    return [
        SecondingAccepted(
            proposal=proposal.id,
            branch=proposal.branch,
            seconder=command.by,
            seconder_branch=seat(command.by, found),
            on=command.on,
        )
    ]


def decline(command: ask.DeclineSeconding, proposal: Proposal, found: Circumstances) -> Events:
    """Say no to an invitation; the reason may stay empty."""
    invitation = invitation_of(command.by, proposal)
    if invitation.answer is Answer.DECLINED:
        return []
    in_draft(proposal)
    if invitation.answer is Answer.ACCEPTED:
        raise Refused("already-seconded", "You have seconded this; take the seconding back instead.")
    return [
        SecondingDeclined(
            proposal=proposal.id,
            branch=proposal.branch,
            seconder=command.by,
            seconder_branch=found.seats.get(command.by, ""),
            reason=command.reason,
            on=command.on,
        )
    ]


def take_back(command: ask.WithdrawSeconding, proposal: Proposal, found: Circumstances) -> Events:
    """Take one's seconding back; after submission it stands."""
    invitation = invitation_of(command.by, proposal)
    if invitation.answer is Answer.TAKEN_BACK:
        return []
    if proposal.status is not Status.DRAFT:
        raise Refused("already-submitted", "A seconding can be taken back before submission only.")
    if invitation.answer is not Answer.ACCEPTED:
        raise Refused("not-seconded", "You have not seconded this proposal.")
    return [
        SecondingWithdrawn(
            proposal=proposal.id,
            branch=proposal.branch,
            seconder=command.by,
            seconder_branch=invitation.branch,
            on=command.on,
        )
    ]


def submit(command: ask.SubmitProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Hand in with enough current seconders, in the window or as the late policy says."""
    by_proposer(command.by, proposal)
    if proposal.status is Status.SUBMITTED:
        return []
    in_draft(proposal)
    seat(command.by, found)
    seconders = [Seconder(member=who, branch=found.seats[who]) for who in standing(proposal, found)]
    enough_seconders(len(seconders), found)
    texts_long_enough(proposal, found)
    return [
        ProposalSubmitted(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            category=proposal.texts[0],
            title=proposal.texts[1],
            seconders=seconders,
            on=command.on,
            late=is_late(command.on, found),
            review_by=found.due_on,
        )
    ]


def withdraw(command: ask.WithdrawProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Take a proposal back before it is filed; afterwards the committee's consent is needed."""
    by_proposer(command.by, proposal)
    if proposal.status is Status.WITHDRAWN:
        return []
    if proposal.status not in (Status.DRAFT, Status.SUBMITTED):
        raise Refused("committee-consent-needed", "After the review only the committee can let it go.")
    return [
        ProposalWithdrawn(
            proposal=proposal.id,
            branch=proposal.branch,
            proposer=proposal.proposer,
            reason=command.reason,
            on=command.on,
        )
    ]


def standing(proposal: Proposal, found: Circumstances) -> tuple[str, ...]:
    """The seconders who count: their own act stands and their seat is current."""
    return tuple(who for who in proposal.accepted() if who in found.seats and who != proposal.proposer)
