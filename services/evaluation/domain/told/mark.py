"""Marks: what a committee, peers, judges or departments give a branch on an item of the sheet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import fine
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn
from services.evaluation.domain.told.sheet import Sheet, markable

ROLES = ("committee", "peer", "judge", "department", "party", "leader")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The fact. `branch` is marked by `rater`, a pseudonymous id of a person or branch, in a `role`."""

    mark: str
    branch: str
    period: str
    item: str
    role: str
    rater: str
    occasion: str
    value: Decimal
    level: str
    grounds: str
    on: date
    filed_on: date


@event("evaluation.mark-given.v1", classification="confidential")
class MarkGiven(Mark):
    """Somebody marked a branch."""


@event("evaluation.mark-corrected.v1", classification="confidential", happened="new.on")
class MarkCorrected(Corrected[Mark]):
    """The mark was other than told."""


@event("evaluation.mark-withdrawn.v1", classification="confidential", happened="old.on")
class MarkWithdrawn(Withdrawn[Mark]):
    """No such mark was given."""


def check(mark: Mark, sheet: Sheet) -> None:
    """The sheet of the period has the item and allows this mark; nobody marks the own branch."""
    fine(mark.value)
    markable(sheet, mark.item, mark.value)
    if mark.rater == mark.branch:
        raise Refused("own-mark", "Nobody marks the own branch; that is a self score.", field="rater")


kind = Kind(
    "mark",
    Mark,
    MarkGiven,
    MarkCorrected,
    MarkWithdrawn,
    branches=lambda mark: (mark.branch,),
    about="item",
    key="mark",
    check=check,
    owner="rater",
)
