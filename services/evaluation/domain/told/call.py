"""Calls: what the branches are asked to hand in, of what weight, by which day."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import once, ordered
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

IMPORTANCE = ("ordinary", "important")


@dataclass(frozen=True, kw_only=True)
class Call:
    """The fact. `units`: the branches asked; `on`: the day it went out."""

    call: str
    kind: str
    title: str
    units: tuple[str, ...]
    due_on: date
    importance: str
    on: date
    filed_on: date


@event("evaluation.call-issued.v1")
class CallIssued(Call):
    """Branches are asked to hand something in."""


@event("evaluation.call-corrected.v1", happened="new.on")
class CallCorrected(Corrected[Call]):
    """The call said something else."""


@event("evaluation.call-withdrawn.v1", happened="old.on")
class CallWithdrawn(Withdrawn[Call]):
    """Nothing was to be handed in."""


def check(call: Call, found: object) -> None:
    """It asks somebody, everybody once, and leaves them a day."""
    if not call.units:
        raise Refused("nobody-asked", "Name the branches that are asked.", field="units")
    once(call.units, "units")
    ordered(call.on, call.due_on, "due_on")


kind = Kind(
    "call",
    Call,
    CallIssued,
    CallCorrected,
    CallWithdrawn,
    branches=lambda call: call.units,
    about="kind",
    key="call",
    check=check,
)
