"""Waivers: items of the sheet that are not asked of a branch."""

from dataclasses import dataclass
from datetime import date

from services.chassis.events import event
from services.evaluation.domain.told.checks import ordered
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

KINDS = ("not-applicable", "exempt", "no-review")


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """The fact. `item`: a node of the sheet, `*` for all; `on` and `until`: its first and last day."""

    waiver: str
    branch: str
    item: str
    kind: str
    grounds: str
    body: str
    on: date
    filed_on: date
    until: date | None = None


@event("evaluation.waiver-granted.v1")
class WaiverGranted(Waiver):
    """A branch was let off an item."""


@event("evaluation.waiver-corrected.v1", happened="new.on")
class WaiverCorrected(Corrected[Waiver]):
    """The waiver was other than told."""


@event("evaluation.waiver-withdrawn.v1", happened="old.on")
class WaiverWithdrawn(Withdrawn[Waiver]):
    """The branch was not let off."""


def check(waiver: Waiver, found: object) -> None:
    """It ends on or after its first day."""
    ordered(waiver.on, waiver.until, "until")


kind = Kind(
    "waiver",
    Waiver,
    WaiverGranted,
    WaiverCorrected,
    WaiverWithdrawn,
    branches=lambda waiver: (waiver.branch,),
    about="item",
    key="waiver",
    check=check,
    ahead=True,
)
