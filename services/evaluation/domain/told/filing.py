"""Filings: what a branch handed in upon a call, and when."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.call import Call
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The fact. What the call says of kind, weight and day is repeated, so that a fold looks nothing up."""

    filing: str
    call: str
    kind: str
    branch: str
    due_on: date
    importance: str
    channel: str
    on: date
    filed_on: date


@event("evaluation.filing-received.v1")
class FilingReceived(Filing):
    """A branch handed in what it was asked for."""


@event("evaluation.filing-corrected.v1", happened="new.on")
class FilingCorrected(Corrected[Filing]):
    """The filing was other than told."""


@event("evaluation.filing-withdrawn.v1", happened="old.on")
class FilingWithdrawn(Withdrawn[Filing]):
    """Nothing was handed in."""


def check(filing: Filing, call: Call | None) -> None:
    """It answers a call that stands, by a branch that the call asks."""
    if call is None:
        raise Refused("no-call", "There is no such call.", field="call")
    if filing.branch not in call.units:
        raise Refused("not-asked", "This call does not ask this branch.", field="branch")
    for name in ("kind", "due_on", "importance"):
        if getattr(filing, name) != getattr(call, name):
            raise Refused("not-as-called", "The call says %(said)s.", field=name, said=getattr(call, name))


kind = Kind(
    "filing",
    Filing,
    FilingReceived,
    FilingCorrected,
    FilingWithdrawn,
    branches=lambda filing: (filing.branch,),
    about="kind",
    key="filing",
    check=check,
)
