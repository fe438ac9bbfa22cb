"""A formal delegate of one congress: elected by a branch; the seat ends."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from services.chassis.decider import Decider, Refused
from services.chassis.events import event
from services.congress.domain.congress import Congress

Category = Literal["teacher", "manager", "leader", "staff"]
Ending = Literal["retired", "transferred", "left", "recalled", "deceased"]
CATEGORIES = ("teacher", "manager", "leader", "staff")
ENDINGS = ("retired", "transferred", "left", "recalled", "deceased")


def stream_of(congress: str, member: str) -> str:
    """The stream of a member's seat in a congress: one seat per person and congress."""
    return f"delegate-{congress}-{member}"


@event("congress.delegate-elected.v1")
class DelegateElected:
    """A branch elected one of its members; `delegation` is the group in which he sits."""

    congress: str
    member: str
    branch: str
    delegation: str
    category: Category
    on: date


@event("congress.delegate-ended.v1")
class DelegateEnded:
    """The seat ended; `reason` says why."""

    congress: str
    member: str
    branch: str
    reason: Ending
    on: date


DelegateEvent = DelegateElected | DelegateEnded


@dataclass(frozen=True, kw_only=True)
class ElectDelegate:
    by: str
    congress: str
    member: str
    branch: str
    category: Category
    on: date
    delegation: str = ""


@dataclass(frozen=True, kw_only=True)
class EndDelegate:
    by: str
    reason: Ending
    on: date


@dataclass(frozen=True)
class Election:
    """What an election looks at beside the seat: the congress, and whose member he was that day."""

    congress: Congress
    member_of: str


@dataclass(frozen=True)
class Seat:
    """Whether somebody sits for a branch, and since when."""

    congress: str = ""
    member: str = ""
    branch: str = ""
    current: bool = False
    since: date = date.min


def evolve(seat: Seat, event: DelegateEvent) -> Seat:
    match event:
        case DelegateElected():
            return Seat(event.congress, event.member, event.branch, True, event.on)
        case DelegateEnded():
            return replace(seat, current=False)
    assert_never(event)


def elect(command: ElectDelegate, seat: Seat, found: Election) -> list[DelegateEvent]:
    """Seat a current member of the electing branch; one seat per person and congress."""
    if seat.current and seat.branch == command.branch:
        return []
    if seat.current:
        raise Refused("already-delegate", "This person already sits for another branch.", "member")
    if not found.congress.open:
        raise Refused("congress-not-open", "This congress is not open.", "congress")
    if found.member_of != command.branch:
        raise Refused(
            "not-a-member", "Only a current member of the electing branch can be a delegate.", "member"
        )
    return [
        DelegateElected(
            congress=command.congress,
            member=command.member,
            branch=command.branch,
            delegation=command.delegation or command.branch,
            category=command.category,
            on=command.on,
        )
    ]


def end(command: EndDelegate, seat: Seat, found: object) -> list[DelegateEvent]:
    """End a seat; what its holder wrote or seconded before stays as it was."""
    if not seat.congress:
        raise Refused("no-such-delegate", "There is no such delegate.")
    if not seat.current:
        return []
    if command.on < seat.since:
        raise Refused("ended-before-elected", "A seat cannot end before it began.", "on")
    return [
        DelegateEnded(
            congress=seat.congress,
            member=seat.member,
            branch=seat.branch,
            reason=command.reason,
            on=command.on,
        )
    ]


decider = Decider(Seat(), evolve, {ElectDelegate: elect, EndDelegate: end})
