"""After submission: the office reviews and assigns, a department answers, the proposer rates."""

from services.chassis.decider import Refused
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal.events import (
    ProposalAssigned,
    ProposalConverted,
    ProposalEvent,
    ProposalFiled,
    ProposalMerged,
    ProposalNotFiled,
    ProposalRated,
    ProposalReplied,
)
from services.congress.domain.proposal.state import Circumstances, Proposal, Status

Events = list[ProposalEvent]
GROUNDS = (
    "against_law",
    "outside_remit",
    "party_or_academic",
    "court",
    "personal_only",
    "named_person",
    "vague",
    "solved",
    "duplicate",
    "too_few_seconders",
    "late",
)


def file(command: ask.FileProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Take a proposal up under a number; a late one only where the congress's policy allows."""
    if proposal.filed:
        return []
    _under_review(command.by, proposal)
    if proposal.late and found.congress.settings.late_policy != "accept":
        raise Refused(
            "late-proposal", "It came after the window: pass it on as a suggestion, or do not file it."
        )
    return [
        ProposalFiled(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            number=found.number,
            submitted_on=proposal.submitted_on,
            on=command.on,
        )
    ]


def merge(command: ask.MergeProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Handle a proposal together with a filed one of the same congress; the original stays."""
    if isinstance(proposal.last, ProposalMerged) and proposal.last.into == command.into:
        return []
    _under_review(command.by, proposal)
    if command.into == proposal.id or found.other.congress != proposal.congress:
        raise Refused("cannot-merge", "Choose another proposal of the same congress.", "into")
    if found.other.status not in (Status.FILED, Status.ASSIGNED):
        raise Refused(
            "target-not-filed", "Proposals are merged into one that is filed and unanswered.", "into"
        )
    return [
        ProposalMerged(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            into=command.into,
            submitted_on=proposal.submitted_on,
            on=command.on,
        )
    ]


def convert(command: ask.ConvertProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Pass a proposal on as a suggestion, with the reason told."""
    if isinstance(proposal.last, ProposalConverted):
        return []
    _under_review(command.by, proposal)
    _told(command.reason, "reason")
    return [
        ProposalConverted(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            reason=command.reason,
            submitted_on=proposal.submitted_on,
            on=command.on,
        )
    ]


def refuse(command: ask.RefuseProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Do not file: an answer of its own, with a ground from the list and the office's words."""
    if isinstance(proposal.last, ProposalNotFiled):
        return []
    _under_review(command.by, proposal)
    if command.code not in GROUNDS:
        raise Refused("unknown-ground", "Choose a ground from the list.", "code")
    _told(command.text, "text")
    return [
        ProposalNotFiled(
            proposal=proposal.id,
            congress=proposal.congress,
            branch=proposal.branch,
            proposer=proposal.proposer,
            code=command.code,
            text=command.text,
            submitted_on=proposal.submitted_on,
            on=command.on,
        )
    ]


def assign(command: ask.AssignProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Hand to a lead department and co-handlers; until the reply it can be re-routed."""
    if proposal.status not in (Status.FILED, Status.SUGGESTION, Status.ASSIGNED):
        raise Refused("not-assignable", "Only a filed proposal or a suggestion can be assigned.")
    if command.lead in command.co:
        raise Refused("lead-is-co", "The lead department is not a co-handler too.", "co")
    due_on = command.due_on or found.due_on
    if due_on is None:
        raise Refused(
            "calendar-unknown", "The working-day calendar is not published so far; give the day.", "due_on"
        )
    if due_on < command.on:
        raise Refused("due-in-the-past", "The answer cannot be due before it is assigned.", "due_on")
    if proposal.status is Status.ASSIGNED and (proposal.lead, proposal.co) == (command.lead, command.co):
        return []
    return [
        ProposalAssigned(
            proposal=proposal.id,
            branch=proposal.branch,
            lead=command.lead,
            co=list(command.co),
            due_on=due_on,
            on=command.on,
        )
    ]


def reply(command: ask.ReplyToProposal, proposal: Proposal, found: Circumstances) -> Events:
    """Answer as the lead department; after the due day the answer is accepted and marked late."""
    if proposal.status is Status.REPLIED and _same_reply(command, proposal.last):
        return []
    if proposal.status is not Status.ASSIGNED:
        raise Refused("not-assigned", "This proposal is not waiting for an answer.")
    if command.lead != proposal.lead:
        raise Refused("not-your-department", "Only the lead department answers.", "lead")
    _told(command.text, "text")
    return [
        ProposalReplied(
            proposal=proposal.id,
            branch=proposal.branch,
            lead=proposal.lead,
            round=proposal.round,
            result=command.result,
            text=command.text,
            due_on=proposal.due_on,
            late=proposal.due_on is not None and command.on > proposal.due_on,
            on=command.on,
            rate_by=found.due_on,
        )
    ]


def rate(command: ask.RateReply, proposal: Proposal, found: Circumstances) -> Events:
    """Judge the answer as its proposer; dissatisfied opens the next round while there is one."""
    if command.by != proposal.proposer:
        raise Refused("not-the-proposer", "Only the proposer rates the answer.")
    if _same_rating(command, proposal.last):
        return []
    if proposal.status is not Status.REPLIED:
        raise Refused("not-replied", "There is no answer to rate.")
    if proposal.rate_by is not None and command.on > proposal.rate_by:
        raise Refused("rating-lapsed", "The time to rate has passed; the answer counts as not rated.")
    dissatisfied = command.rating == "dissatisfied"
    if dissatisfied:
        _told(command.opinion, "opinion")
    reopened = dissatisfied and proposal.round < found.congress.settings.max_rounds
    return [
        ProposalRated(
            proposal=proposal.id,
            branch=proposal.branch,
            lead=proposal.lead,
            rater=command.by,
            round=proposal.round,
            rating=command.rating,
            opinion=command.opinion,
            on=command.on,
            reopened=reopened,
            next_due_on=found.due_on if reopened else None,
        )
    ]


def _under_review(by: str, proposal: Proposal) -> None:
    if proposal.status is not Status.SUBMITTED:
        raise Refused("not-under-review", "This proposal is not waiting for the review.")
    if by == proposal.proposer or by in proposal.seconders:
        raise Refused("own-case", "Nobody reviews a proposal that he wrote or seconded.")


def _told(text: str, name: str) -> None:
    if not text.strip():
        raise Refused("reason-needed", "Say why, in words the proposer can use.", name)


def _same_reply(command: ask.ReplyToProposal, last: object) -> bool:
    said = (command.lead, command.result, command.text)
    return isinstance(last, ProposalReplied) and (last.lead, last.result, last.text) == said


def _same_rating(command: ask.RateReply, last: object) -> bool:
    said = (command.by, command.rating, command.opinion)
    return isinstance(last, ProposalRated) and (last.rater, last.rating, last.opinion) == said
