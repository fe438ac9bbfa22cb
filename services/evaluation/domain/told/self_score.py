"""Self scores: what a branch gives itself on an item of the sheet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.events import event
from services.evaluation.domain.told.checks import fine
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn
from services.evaluation.domain.told.sheet import Sheet, markable


@dataclass(frozen=True, kw_only=True)
class SelfScore:
    """The fact. `item`: a node of the sheet that scores the period; the whole sheet's is its root."""

    score: str
    branch: str
    period: str
    item: str
    value: Decimal
    grounds: str
    on: date
    filed_on: date


@event("evaluation.self-scored.v1", classification="confidential")
class SelfScored(SelfScore):
    """A branch scored itself."""


@event("evaluation.self-score-corrected.v1", classification="confidential", happened="new.on")
class SelfScoreCorrected(Corrected[SelfScore]):
    """The self score was other than told."""


@event("evaluation.self-score-withdrawn.v1", classification="confidential", happened="old.on")
class SelfScoreWithdrawn(Withdrawn[SelfScore]):
    """The branch did not score itself so."""


def check(given: SelfScore, sheet: Sheet) -> None:
    """The sheet of the period has the item; the value is not finer than it is counted."""
    fine(given.value)
    markable(sheet, given.item)


kind = Kind(
    "self-score",
    SelfScore,
    SelfScored,
    SelfScoreCorrected,
    SelfScoreWithdrawn,
    branches=lambda given: (given.branch,),
    about="item",
    key="score",
    check=check,
)
