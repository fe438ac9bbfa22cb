"""What happens to one person in the union, application included, and what a decision needs of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.chassis.events import event


@event(
    "membership.application-submitted.v1",
    classification="confidential",
    person="member",
    personal=("name", "staff_no", "mobile"),
)
class ApplicationSubmitted:
    """A person asks to become a member through a branch (M3); again after it was returned."""

    member: str
    branch: str
    group: str
    employment_type: str
    on: date
    name: str = ""
    staff_no: str = ""
    mobile: str = ""


@event("membership.application-checked.v1", classification="confidential")
class ApplicationChecked:
    """The branch found it eligible, voluntary and complete (M5), in its own words."""

    member: str
    branch: str
    on: date
    opinion: str


@event("membership.application-returned.v1", classification="confidential")
class ApplicationReturned:
    """Sent back to be completed; what was given stays."""

    member: str
    branch: str
    on: date
    reason: str


@event("membership.application-rejected.v1", classification="confidential")
class ApplicationRejected:
    """The committee said no."""

    member: str
    branch: str
    on: date
    reason: str


@event("membership.application-withdrawn.v1", classification="confidential")
class ApplicationWithdrawn:
    """The applicant took it back."""

    member: str
    branch: str
    on: date


@event("membership.member-joined.v1")
class MemberJoined:
    """The committee approved: a member from this day (M3, M7)."""

    member: str
    branch: str
    group: str
    employment_type: str
    on: date


@event("membership.transfer-released.v1")
class TransferReleased:
    """The old branch lets the member go to branch `to` (M10); still its own until accepted."""

    member: str
    branch: str
    to: str
    on: date
    reason: str


@event("membership.member-transferred.v1")
class MemberTransferred:
    """From this day a member of `branch`, which accepted (M10, M11)."""

    member: str
    branch: str
    old_branch: str
    on: date


@event("membership.transfer-declined.v1")
class TransferDeclined:
    """Branch `branch` did not take the member, who stays in `old_branch`."""

    member: str
    branch: str
    old_branch: str
    on: date
    reason: str


@event(
    "membership.member-left.v1",
    person="member",
    personal=("grounds", "unpaid_since", "absent_since", "talked_on"),
)
class MemberLeft:
    """No member any more from this day; the grounds and the three records of M14 are sealed."""

    member: str
    branch: str
    on: date
    reason: str
    grounds: str = ""
    unpaid_since: date | None = None
    absent_since: date | None = None
    talked_on: date | None = None


@event("membership.person-erased.v1")
class PersonErased:
    """The person's sealed fields are unreadable from now on, here and at everyone who hears it."""

    member: str
    on: date
    basis: str


MemberEvent = (
    ApplicationSubmitted
    | ApplicationChecked
    | ApplicationReturned
    | ApplicationRejected
    | ApplicationWithdrawn
    | MemberJoined
    | TransferReleased
    | MemberTransferred
    | TransferDeclined
    | MemberLeft
    | PersonErased
)


class Status(StrEnum):
    """Where a person stands."""

    UNKNOWN = "unknown"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ACTIVE = "active"
    RELEASED = "released"
    LEFT = "left"
    ERASED = "erased"


@dataclass(frozen=True)
class Member:
    """What a decision needs to know. `last` tells whether a command says what was told already."""

    status: Status = Status.UNKNOWN
    member: str = ""
    branch: str = ""
    group: str = ""
    employment_type: str = ""
    to: str = ""
    since: date | None = None  # the day of the last change: nothing may happen before it
    last: MemberEvent | None = None


AFTER: Mapping[type, Status] = {
    ApplicationSubmitted: Status.SUBMITTED,
    ApplicationChecked: Status.CHECKED,
    ApplicationReturned: Status.RETURNED,
    ApplicationRejected: Status.REJECTED,
    ApplicationWithdrawn: Status.WITHDRAWN,
    MemberJoined: Status.ACTIVE,
    TransferReleased: Status.RELEASED,
    MemberTransferred: Status.ACTIVE,
    TransferDeclined: Status.ACTIVE,
    MemberLeft: Status.LEFT,
    PersonErased: Status.ERASED,
}


def evolve(member: Member, told: MemberEvent) -> Member:
    now = replace(member, status=AFTER[type(told)], last=told, since=told.on)
    match told:
        case ApplicationSubmitted():
            asked = replace(now, member=told.member, branch=told.branch, group=told.group)
            return replace(asked, employment_type=told.employment_type)
        case TransferReleased(to=to):
            return replace(now, to=to)
        case MemberTransferred(branch=branch):
            return replace(now, branch=branch, group="", to="")
        case TransferDeclined() | MemberLeft():
            return replace(now, to="")
        case _:
            return now
