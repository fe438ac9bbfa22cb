"""Moving to another branch: the old branch releases, the new one accepts or declines (M10, M11)."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.branch.history import BranchMerged
from services.membership.domain.branch.life import Branches, must_live
from services.membership.domain.days import must_have_happened, must_not_precede
from services.membership.domain.member.history import (
    Member,
    MemberTransferred,
    Status,
    TransferDeclined,
    TransferReleased,
)


@dataclass(frozen=True, kw_only=True)
class ReleaseMember:
    """The old branch lets the member go; `filed_on`, here and below, is the day it is told."""

    by: str
    to: str
    reason: str = ""
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class AcceptTransfer:
    """The new branch takes the member from this day on."""

    by: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class DeclineTransfer:
    """The new branch does not take the member."""

    by: str
    reason: str
    on: date
    filed_on: date


@dataclass(frozen=True, kw_only=True)
class FollowMerger:
    """Move a member of a merged branch into the branch that took it over."""

    by: str
    filed_on: date


def release(command: ReleaseMember, member: Member, branches: Branches) -> list[TransferReleased]:
    """Let a member go to another living branch; membership itself goes on (M2)."""
    told = TransferReleased(
        member=member.member, branch=member.branch, to=command.to, on=command.on, reason=command.reason
    )
    if member.last == told:
        return []
    if member.status is not Status.ACTIVE:
        raise Refused("not-a-member", "Only a current member without an open transfer can be released.")
    if command.to == member.branch:
        raise Refused("same-branch", "The member belongs to this branch already.", "to")
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, member.since)
    must_live(branches, command.to, command.on, "to")
    return [told]


def accept(command: AcceptTransfer, member: Member, branches: Branches) -> list[MemberTransferred]:
    """Take the released member, from a day on which the branch lives."""
    if isinstance(member.last, MemberTransferred) and member.last.on == command.on:
        return []
    _must_be_released(member)
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, member.since)
    must_live(branches, member.to, command.on, "on")
    return [
        MemberTransferred(member=member.member, branch=member.to, old_branch=member.branch, on=command.on)
    ]


def decline(command: DeclineTransfer, member: Member, branches: object) -> list[TransferDeclined]:
    """Do not take the member, and say why; nothing changes for the member."""
    last = member.last
    if isinstance(last, TransferDeclined) and (last.on, last.reason) == (command.on, command.reason):
        return []
    _must_be_released(member)
    if not command.reason.strip():
        raise Refused("reason-needed", "Say why.", "reason")
    must_have_happened(command.on, command.filed_on)
    must_not_precede(command.on, member.since)
    return [
        TransferDeclined(
            member=member.member,
            branch=member.to,
            old_branch=member.branch,
            on=command.on,
            reason=command.reason,
        )
    ]


def follow(command: FollowMerger, member: Member, branches: Branches) -> list[MemberTransferred]:
    """A merger is both branches' act, so its members move without a release, on its day (M43)."""
    ended = branches[member.branch].ended if member.branch in branches else None
    if not isinstance(ended, BranchMerged):
        return _followed_already(member)
    if member.status is not Status.ACTIVE:
        raise Refused("not-a-member", "Only a current member without an open transfer can be moved.")
    on = max(ended.on, member.since or ended.on)
    must_have_happened(on, command.filed_on)
    return [MemberTransferred(member=member.member, branch=ended.into, old_branch=member.branch, on=on)]


def _followed_already(member: Member) -> list[MemberTransferred]:
    if not isinstance(member.last, MemberTransferred):
        raise Refused("branch-not-merged", "The member's branch was not merged into another.")
    return []


def _must_be_released(member: Member) -> None:
    if member.status is not Status.RELEASED:
        raise Refused("no-open-transfer", "No transfer of this member is open.")
