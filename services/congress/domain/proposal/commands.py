"""What can be asked of a proposal. `by` is who acts and `on` the day; neither comes from a clock here."""

from dataclasses import dataclass
from datetime import date

from services.congress.domain.proposal.events import Rating, Result


@dataclass(frozen=True, kw_only=True)
class DraftProposal:
    by: str
    proposal: str
    congress: str
    category: str
    title: str
    cause: str
    measures: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ReviseProposal:
    by: str
    category: str
    title: str
    cause: str
    measures: str
    on: date


@dataclass(frozen=True, kw_only=True)
class InviteSeconder:
    by: str
    seconder: str
    sign_by: date
    on: date


@dataclass(frozen=True, kw_only=True)
class WithdrawInvitation:
    by: str
    seconder: str
    on: date


@dataclass(frozen=True, kw_only=True)
class AcceptSeconding:
    """The actor seconds; there is no field for anybody else."""

    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DeclineSeconding:
    by: str
    on: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawSeconding:
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class SubmitProposal:
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class WithdrawProposal:
    by: str
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class FileProposal:
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class MergeProposal:
    by: str
    into: str
    on: date


@dataclass(frozen=True, kw_only=True)
class ConvertProposal:
    by: str
    reason: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RefuseProposal:
    by: str
    code: str
    text: str
    on: date


@dataclass(frozen=True, kw_only=True)
class AssignProposal:
    """`due_on` None lets the congress's reply days decide, in working days."""

    by: str
    lead: str
    on: date
    co: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyToProposal:
    by: str
    lead: str
    result: Result
    text: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RateReply:
    by: str
    rating: Rating
    on: date
    opinion: str = ""
