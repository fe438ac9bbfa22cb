"""Joining: asked personally, checked by the branch, decided by the committee (M1-M9).

submitted -> checked -> joined; submitted or checked -> returned -> submitted, or rejected.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.branch.life import Branches, must_live
from services.membership.domain.days import must_have_happened, must_not_precede
from services.membership.domain.member.history import (
    ApplicationChecked,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Member,
    MemberJoined,
    MemberLeft,
    Status,
)

EMPLOYMENT_TYPES = ("establishment", "hr_agency", "school_contract", "unit_contract", "dispatched", "postdoc")
OPEN = (Status.SUBMITTED, Status.CHECKED)
MAY_ASK = (Status.UNKNOWN, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN, Status.LEFT)


@dataclass(frozen=True, kw_only=True)
class SubmitApplication:
    """Ask to become a member; `filed_on`, here and below, is the day on which it is told."""

    by: str
    member: str
    branch: str
    group: str = ""
    employment_type: str
    name: str
    staff_no: str = ""
    mobile: str = ""
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class CheckApplication:
    """The branch forwards the application with its opinion."""

    by: str
    opinion: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class ReturnApplication:
    """Send the application back to be completed."""

    by: str
    reason: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class RejectApplication:
    """Say no."""

    by: str
    reason: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class WithdrawApplication:
    """Take the own application back."""

    by: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class ApproveApplication:
    """Make the applicant a member from this day."""

    by: str
    on: date
    filed_on: date


def submit(command: SubmitApplication, member: Member, branches: Branches) -> list[ApplicationSubmitted]:
    """Ask to join a living branch: anyone living mainly on wages may (M1), once at a time (M2)."""
    told = _asked(command)
    if member.status is Status.SUBMITTED and replace(told, name="", staff_no="", mobile="") == member.last:
        return []
    _may_ask(member)
    _must_be_possible(command.on, command.filed_on, member)
    if len(told.name) < 2:
        raise Refused("name-needed", "A name has at least two characters.", "name")
    if command.employment_type not in EMPLOYMENT_TYPES:
        raise Refused("unknown-employment-type", "There is no such employment type.", "employment_type")
    branch = must_live(branches, command.branch, command.on, "branch")
    if command.group and command.group not in branch.living_groups(command.on):
        raise Refused("no-such-group", "The branch has no such group.", "group")
    return [told]


def check(command: CheckApplication, member: Member, branches: object) -> list[ApplicationChecked]:
    """The branch forwards what it found eligible, voluntary and complete (M5)."""
    told = ApplicationChecked(
        member=member.member, branch=member.branch, on=command.on, opinion=command.opinion
    )
    if member.last == told:
        return []
    _must_be_open(member, command.by, Status.SUBMITTED)
    _must_be_possible(command.on, command.filed_on, member)
    return [told]


def give_back(command: ReturnApplication, member: Member, branches: object) -> list[ApplicationReturned]:
    """Return it with a reason; the data stay and it may be submitted again."""
    told = ApplicationReturned(
        member=member.member, branch=member.branch, on=command.on, reason=command.reason
    )
    if member.last == told:
        return []
    _must_be_open(member, command.by, *OPEN)
    _must_say_why(command.reason)
    _must_be_possible(command.on, command.filed_on, member)
    return [told]


def reject(command: RejectApplication, member: Member, branches: object) -> list[ApplicationRejected]:
    """Reject it with a reason; a new application stays possible (M1)."""
    told = ApplicationRejected(
        member=member.member, branch=member.branch, on=command.on, reason=command.reason
    )
    if member.last == told:
        return []
    _must_be_open(member, command.by, *OPEN)
    _must_say_why(command.reason)
    _must_be_possible(command.on, command.filed_on, member)
    return [told]


def withdraw(command: WithdrawApplication, member: Member, branches: object) -> list[ApplicationWithdrawn]:
    """Take back an application that the branch has not forwarded yet, or that was returned."""
    told = ApplicationWithdrawn(member=member.member, branch=member.branch, on=command.on)
    if member.last == told:
        return []
    if member.status not in (Status.SUBMITTED, Status.RETURNED):
        raise Refused("application-not-open", "This application is not open for that.")
    _must_be_possible(command.on, command.filed_on, member)
    return [told]


def approve(command: ApproveApplication, member: Member, branches: Branches) -> list[MemberJoined]:
    """Approve what the branch has checked; membership counts from this day (M3, M7)."""
    told = MemberJoined(
        member=member.member,
        branch=member.branch,
        group=member.group,
        employment_type=member.employment_type,
        on=command.on,
    )
    if member.last == told:
        return []
    _must_be_open(member, command.by, Status.CHECKED)
    _must_be_possible(command.on, command.filed_on, member)
    must_live(branches, member.branch, command.on, "on")
    return [told]


def _asked(command: SubmitApplication) -> ApplicationSubmitted:
    return ApplicationSubmitted(
        member=command.member,
        branch=command.branch,
        group=command.group,
        employment_type=command.employment_type,
        on=command.on,
        name=command.name.strip(),
        staff_no=command.staff_no.strip(),
        mobile=command.mobile.strip(),
    )


def _may_ask(member: Member) -> None:
    if member.status is Status.ERASED:
        raise Refused("person-erased", "This person's data were erased; begin a new record.")
    if isinstance(member.last, MemberLeft) and member.last.reason == "deceased":
        raise Refused("person-deceased", "This person has died.")
    if member.status not in MAY_ASK:
        raise Refused("already-asked", "This person is a member or has an open application.")


def _must_be_open(member: Member, by: str, *statuses: Status) -> None:
    if member.status not in statuses:
        raise Refused("application-not-open", "This application is not open for that.")
    if by == member.member:
        raise Refused("own-application", "Nobody decides on their own application.")


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason-needed", "Say why.", "reason")


def _must_be_possible(on: date, filed_on: date, member: Member) -> None:
    must_have_happened(on, filed_on)
    must_not_precede(on, member.since)
