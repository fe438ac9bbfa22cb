"""Figures of other bodies: entered with their source, corrected and withdrawn with a reason."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import fine
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

PLACES = 4  # decimal places that a figure may have


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The fact. `on`: the day it speaks of; a rate is a part of one (0.93)."""

    figure: str
    branch: str
    measure: str
    on: date
    value: Decimal
    source_body: str
    filed_on: date


@event("evaluation.figure-entered.v1")
class FigureEntered(Figure):
    """Another body's figure about a branch."""


@event("evaluation.figure-corrected.v1", happened="new.on")
class FigureCorrected(Corrected[Figure]):
    """The figure was other than told: both whole facts, and why."""


@event("evaluation.figure-withdrawn.v1", happened="old.on")
class FigureWithdrawn(Withdrawn[Figure]):
    """The figure should not have been told: the whole fact that no longer counts."""


def check(figure: Figure, found: object) -> None:
    """It names who gave it, and is not finer than it is counted."""
    fine(figure.value, places=PLACES)
    if not figure.source_body.strip():
        raise Refused("source-missing", "Name the body that gave the figure.", field="source_body")


kind = Kind(
    "figure",
    Figure,
    FigureEntered,
    FigureCorrected,
    FigureWithdrawn,
    branches=lambda figure: (figure.branch,),
    about="measure",
    key="figure",
    check=check,
)
