"""Occasions: contests, matches, walks, reviews, meetings, trainings, and how each one did there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import fine, once
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

STATES = ("present", "late", "excused", "absent", "no-show", "disqualified")
GRADES = ("", "first", "second", "third", "excellence")


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a branch's team, or one of its members, did in one event of the occasion.

    `person` is empty for a team; `group` is the age group or category; `quantity` are steps, times, scores.
    """

    branch: str
    person: str = ""
    event: str = ""
    team: bool = False
    group: str = ""
    role: str = ""
    state: str = "present"
    place: int | None = None
    quantity: Decimal | None = None
    grade: str = ""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The fact."""

    occasion: str
    kind: str
    title: str
    level: str
    on: date
    filed_on: date
    results: tuple[Result, ...]


@event("evaluation.occasion-held.v1")
class OccasionHeld(Occasion):
    """Branches met, competed or were reviewed, with these results."""


@event("evaluation.occasion-corrected.v1", happened="new.on")
class OccasionCorrected(Corrected[Occasion]):
    """The occasion was other than told."""


@event("evaluation.occasion-withdrawn.v1", happened="old.on")
class OccasionWithdrawn(Withdrawn[Occasion]):
    """There was no such occasion."""


def check(occasion: Occasion, found: object) -> None:
    """Results once each; places from 1, quantities not finer than they are counted."""
    once(occasion.results, "results")
    for number, result in enumerate(occasion.results):
        if result.place is not None and result.place < 1:
            raise Refused("no-place", "Places begin at 1.", field=f"results/{number}/place")
        if result.quantity is not None:
            fine(result.quantity, f"results/{number}/quantity")


kind = Kind(
    "occasion",
    Occasion,
    OccasionHeld,
    OccasionCorrected,
    OccasionWithdrawn,
    branches=lambda occasion: tuple(result.branch for result in occasion.results),
    about="kind",
    key="occasion",
    check=check,
)
