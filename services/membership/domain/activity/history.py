"""What is told of a branch activity: a fact with its attendance as it was called.

Attendance is told by unit and state, because 900 people must fit into one entry of 65,535 bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from services.chassis.events import event


@dataclass(frozen=True, kw_only=True)
class Called:
    """Who of one unit (that day's) was called and in which state: present, late, excused, absent."""

    unit: str
    state: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """The fact. `on`: held on; `filed_on`: handed in on; `planned`: a written plan existed before."""

    activity: str
    branch: str
    kind: str
    home: str
    title: str
    on: date
    filed_on: date
    planned: bool
    result: str
    attendance: tuple[Called, ...]


@event("membership.activity-held.v1")
class ActivityHeld(Activity):
    """A branch held an activity."""


@event("membership.activity-corrected.v1", happened="new.on")
class ActivityCorrected:
    """What was told of an activity was wrong: both whole facts, and why."""

    old: Activity
    new: Activity
    reason: str


@event("membership.activity-withdrawn.v1", happened="old.on")
class ActivityWithdrawn:
    """The activity did not take place, or was told twice: the whole fact that no longer counts."""

    old: Activity
    reason: str


ActivityEvent = ActivityHeld | ActivityCorrected | ActivityWithdrawn


@dataclass(frozen=True)
class ToldActivity:
    """The fact as it stands, and whether it was withdrawn and why."""

    fact: Activity | None = None
    withdrawn: str | None = None


def evolve(told: ToldActivity, new: ActivityEvent) -> ToldActivity:
    match new:
        case ActivityHeld():
            return ToldActivity(plain(new))
        case ActivityCorrected():
            return replace(told, fact=new.new)
        case ActivityWithdrawn(reason=reason):
            return replace(told, withdrawn=reason)


def plain(held: ActivityHeld) -> Activity:
    """The fact of a telling."""
    return Activity(**values(held))


def called(attendance: Mapping[str, str], units: Mapping[str, str]) -> tuple[Called, ...]:
    """Attendance by unit and state, in a fixed order, so that the same roll is the same bytes."""
    found: dict[tuple[str, str], list[str]] = {}
    for member in sorted(attendance):
        found.setdefault((units.get(member, ""), attendance[member]), []).append(member)
    return tuple(
        Called(unit=unit, state=state, members=tuple(found[unit, state])) for unit, state in sorted(found)
    )


def states(rows: Iterable[Called]) -> dict[str, str]:
    """The state of every member called, by member."""
    return {member: row.state for row in rows for member in row.members}


def values(fact: Activity) -> dict[str, Any]:
    """The fields of the fact alone, whatever else the object is."""
    return {each.name: getattr(fact, each.name) for each in fields(Activity)}


def units(rows: Iterable[Called]) -> dict[str, str]:
    """The unit that every member called belonged to that day, by member."""
    return {member: row.unit for row in rows for member in row.members}
