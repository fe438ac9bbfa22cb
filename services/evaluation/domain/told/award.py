"""Awards: titles, prizes and ratings that somebody gave to a branch, its team or its member."""

from dataclasses import dataclass
from datetime import date

from services.chassis.events import event
from services.evaluation.domain.told.checks import ordered
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

KINDS = ("title", "prize", "rating")


@dataclass(frozen=True, kw_only=True)
class Award:
    """The fact. `subject`: what it was for, counted once; `body`: who gave it; `until`: its last day."""

    award: str
    branch: str
    kind: str
    name: str
    level: str
    grade: str
    team: bool
    person: str
    subject: str
    body: str
    period: str
    on: date
    filed_on: date
    until: date | None = None


@event("evaluation.award-granted.v1")
class AwardGranted(Award):
    """A branch was given a title, a prize or a rating."""


@event("evaluation.award-corrected.v1", happened="new.on")
class AwardCorrected(Corrected[Award]):
    """The award was other than told."""


@event("evaluation.award-withdrawn.v1", happened="old.on")
class AwardWithdrawn(Withdrawn[Award]):
    """The award was not given."""


def check(award: Award, found: object) -> None:
    """It ends on or after its first day."""
    ordered(award.on, award.until, "until")


kind = Kind(
    "award",
    Award,
    AwardGranted,
    AwardCorrected,
    AwardWithdrawn,
    branches=lambda award: (award.branch,),
    about="name",
    key="award",
    check=check,
)
