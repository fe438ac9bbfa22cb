"""Leaving is free (M16); being struck off needs its records (M14, M15); erasing comes after it."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.days import must_have_happened, must_not_precede
from services.membership.domain.member.history import Member, MemberLeft, PersonErased, Status

REASONS = ("resigned", "retired", "left_school", "deemed_withdrawn", "expelled", "deceased")
BASES = ("purpose_done", "period_over", "consent_withdrawn", "unlawful")  # PIPL art. 47
MONTHS_AWAY = 6  # M14: no dues and no union life for six months running
ERASABLE = (Status.LEFT, Status.REJECTED, Status.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class EndMembership:
    """Record that a member left; the last four fields are the records of M14 and M15, kept sealed."""

    by: str
    reason: str
    on: date
    filed_on: date
    grounds: str = ""
    unpaid_since: date | None = None
    absent_since: date | None = None
    talked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ErasePerson:
    """Destroy what identifies the person, on one of the grounds of PIPL art. 47."""

    by: str
    basis: str
    on: date
    filed_on: date


def leave(command: EndMembership, member: Member, found: object) -> list[MemberLeft]:
    """End a membership, also while a transfer is open."""
    last = member.last
    if isinstance(last, MemberLeft) and (last.on, last.reason) == (command.on, command.reason):
        return []
    if member.status not in (Status.ACTIVE, Status.RELEASED):
        raise Refused("not-a-member", "Only a current member can leave.")
    if command.reason not in REASONS:
        raise Refused("unknown-reason", "There is no such reason for leaving.", "reason")
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, member.since)
    _must_be_recorded(command)
    return [_left(command, member)]


def erase(command: ErasePerson, member: Member, found: object) -> list[PersonErased]:
    """Erase a person who is no member and does not ask to be one: the register needs its names (5.3)."""
    if member.status is Status.ERASED:
        return []
    if member.status not in ERASABLE:
        raise Refused("still-needed", "A member's or an applicant's record is still needed.")
    if command.basis not in BASES:
        raise Refused("unknown-basis", "The law does not know this ground for erasing.", "basis")
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, member.since)
    return [PersonErased(member=member.member, on=command.on, basis=command.basis)]


def _left(command: EndMembership, member: Member) -> MemberLeft:
    return MemberLeft(
        member=member.member,
        branch=member.branch,
        on=command.on,
        reason=command.reason,
        grounds=command.grounds,
        unpaid_since=command.unpaid_since,
        absent_since=command.absent_since,
        talked_on=command.talked_on,
    )


def _must_be_recorded(command: EndMembership) -> None:
    if command.reason == "expelled" and not command.grounds.strip():
        raise Refused("grounds-needed", "Nobody is expelled without recorded grounds.", "grounds")
    if command.reason == "deemed_withdrawn":
        _must_have_three_records(command)


def _must_have_three_records(command: EndMembership) -> None:
    """M14: dues and union life missing for six months, then a talk, and no change after it."""
    for name in ("unpaid_since", "absent_since", "talked_on"):
        if getattr(command, name) is None:
            raise Refused("three-records-needed", "Deemed withdrawal needs all three records.", name)
    talked_on = command.talked_on or command.on
    if talked_on >= command.on:
        raise Refused("no-time-after-talk", "The talk comes before the day of withdrawal.", "talked_on")
    for name in ("unpaid_since", "absent_since"):
        if _months_between(getattr(command, name), talked_on) < MONTHS_AWAY:
            raise Refused("six-months-not-over", "Six months must have passed before the talk.", name)


def _months_between(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
