"""An activity is told, corrected or withdrawn by its branch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.chassis.decider import Refused
from services.membership.domain.activity.history import (
    Activity,
    ActivityCorrected,
    ActivityHeld,
    ActivityWithdrawn,
    ToldActivity,
    called,
    units,
    values,
)
from services.membership.domain.branch.history import Branch
from services.membership.domain.branch.life import must_live
from services.membership.domain.days import must_have_happened

HOMES = ("development", "harmony", "democracy", "warmth", "learning")
KINDS = (
    "competition",
    "lecture",
    "training",
    "sports",
    "culture",
    "health",
    "brand_project",
    "plan",
    "summary",
    "meeting",
    "democracy_meeting",
    "openness",
    "reading",
    "volunteering",
)
STATES = ("present", "late", "excused", "absent")


@dataclass(frozen=True, kw_only=True)
class TellActivity:
    """Tell an activity; `attendance` maps members to states, their units are looked up."""

    by: str
    activity: str
    branch: str
    kind: str
    home: str
    title: str
    on: date
    filed_on: date
    planned: bool = False
    result: str = ""
    attendance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CorrectActivity:
    """Tell what is right; the day it was handed in stays the first telling's."""

    by: str
    branch: str
    kind: str
    home: str
    title: str
    on: date
    planned: bool
    result: str
    attendance: Mapping[str, str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawActivity:
    """Take the whole fact back."""

    by: str
    reason: str


@dataclass(frozen=True)
class Known:
    """What the look brings: the branch named, and the unit that each person belonged to that day."""

    branches: Mapping[str, Branch] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def hold(command: TellActivity, told: ToldActivity, known: Known) -> list[ActivityHeld]:
    """Tell an activity of a branch that existed on that day."""
    fact = _fact(command, command.activity, command.filed_on, known.units)
    held = ActivityHeld(**values(fact))
    if told.fact == fact and told.withdrawn is None:
        return []
    if told.fact:
        raise Refused("activity-told", "This activity has been told already.")
    _must_be_right(fact, known)
    return [held]


def correct(command: CorrectActivity, told: ToldActivity, known: Known) -> list[ActivityCorrected]:
    """Tell what was wrong and what is right, both as whole facts."""
    old = _standing(told)
    kept = units(old.attendance) if old.on == command.on else {}  # a transfer told since moves no facts
    new = _fact(command, old.activity, old.filed_on, {**known.units, **kept})
    if new == old:
        return []
    _must_say_why(command.reason)
    _must_be_right(new, known)
    return [ActivityCorrected(old=old, new=new, reason=command.reason)]


def withdraw(command: WithdrawActivity, told: ToldActivity, known: object) -> list[ActivityWithdrawn]:
    """Take it back; it stays readable and no longer counts."""
    if told.fact and told.withdrawn == command.reason:
        return []
    old = _standing(told)
    _must_say_why(command.reason)
    return [ActivityWithdrawn(old=old, reason=command.reason)]


def _fact(
    command: TellActivity | CorrectActivity, activity: str, filed_on: date, units: Mapping[str, str]
) -> Activity:
    return Activity(
        activity=activity,
        branch=command.branch,
        kind=command.kind,
        home=command.home,
        title=command.title.strip(),
        on=command.on,
        filed_on=filed_on,
        planned=command.planned,
        result=command.result,
        attendance=called(command.attendance, units),
    )


def _standing(told: ToldActivity) -> Activity:
    if told.fact is None:
        raise Refused("no-such-activity", "There is no such activity.")
    if told.withdrawn is not None:
        raise Refused("activity-withdrawn", "This activity was withdrawn.")
    return told.fact


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason-needed", "Say why.", "reason")


def _must_be_right(fact: Activity, known: Known) -> None:
    must_have_happened(fact.on, fact.filed_on)
    must_live(known.branches, fact.branch, fact.on, "branch")
    for name, value, allowed in (("kind", fact.kind, KINDS), ("home", fact.home, HOMES)):
        if value not in allowed:
            raise Refused("unknown-choice", "There is no such choice.", name)
    if not fact.title:
        raise Refused("title-needed", "An activity needs a title.", "title")
    _must_be_members(fact)


def _must_be_members(fact: Activity) -> None:
    strangers = [member for row in fact.attendance if not row.unit for member in row.members]
    if strangers:
        raise Refused(
            "not-members-that-day", "No members on that day: %(who)s.", "attendance", who=", ".join(strangers)
        )
    if any(row.state not in STATES for row in fact.attendance):
        raise Refused("unknown-choice", "There is no such choice.", "attendance")
