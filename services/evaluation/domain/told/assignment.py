"""Assignments: the group in which a branch is reviewed or ranked."""

from dataclasses import dataclass
from datetime import date

from services.chassis.events import event
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The fact. `grouping`: by what branches are grouped (size, zone); `on`: the day from which it holds."""

    assignment: str
    branch: str
    grouping: str
    group: str
    on: date
    filed_on: date


@event("evaluation.group-assigned.v1")
class GroupAssigned(Assignment):
    """A branch was put into a group."""


@event("evaluation.assignment-corrected.v1", happened="new.on")
class AssignmentCorrected(Corrected[Assignment]):
    """The assignment was other than told."""


@event("evaluation.assignment-withdrawn.v1", happened="old.on")
class AssignmentWithdrawn(Withdrawn[Assignment]):
    """The branch was not put into the group."""


kind = Kind(
    "assignment",
    Assignment,
    GroupAssigned,
    AssignmentCorrected,
    AssignmentWithdrawn,
    branches=lambda assignment: (assignment.branch,),
    about="grouping",
    key="assignment",
    ahead=True,
)
