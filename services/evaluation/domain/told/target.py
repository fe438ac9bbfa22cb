"""Targets: what a branch was set to reach."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.events import event
from services.evaluation.domain.told.checks import fine
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn


@dataclass(frozen=True, kw_only=True)
class Target:
    """The fact. `key`: what is to be reached; `body`: who set it; `on`: the day from which it holds."""

    target: str
    branch: str
    key: str
    value: Decimal
    body: str
    on: date
    filed_on: date


@event("evaluation.target-set.v1")
class TargetSet(Target):
    """A branch was set a target."""


@event("evaluation.target-corrected.v1", happened="new.on")
class TargetCorrected(Corrected[Target]):
    """The target was other than told."""


@event("evaluation.target-withdrawn.v1", happened="old.on")
class TargetWithdrawn(Withdrawn[Target]):
    """The branch was set no such target."""


def check(target: Target, found: object) -> None:
    """Its value is not finer than it is counted."""
    fine(target.value)


kind = Kind(
    "target",
    Target,
    TargetSet,
    TargetCorrected,
    TargetWithdrawn,
    branches=lambda target: (target.branch,),
    about="key",
    key="target",
    check=check,
    ahead=True,
)
