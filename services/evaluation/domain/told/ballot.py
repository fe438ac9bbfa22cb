"""Ballots: how many votes each branch got, never who voted how."""

from dataclasses import dataclass
from datetime import date

from services.chassis.events import event
from services.evaluation.domain.told.checks import once, within
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn


@dataclass(frozen=True, kw_only=True)
class Votes:
    """The votes of one branch."""

    branch: str
    votes: int


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """The fact. A valid ballot may name several branches, each once."""

    ballot: str
    topic: str
    eligible: int
    cast: int
    valid: int
    options: tuple[Votes, ...]
    on: date
    filed_on: date


@event("evaluation.ballot-closed.v1")
class BallotClosed(Ballot):
    """A ballot on branches closed with these totals."""


@event("evaluation.ballot-corrected.v1", happened="new.on")
class BallotCorrected(Corrected[Ballot]):
    """The totals were other than told."""


@event("evaluation.ballot-withdrawn.v1", happened="old.on")
class BallotWithdrawn(Withdrawn[Ballot]):
    """The ballot was not held."""


def check(ballot: Ballot, found: object) -> None:
    """Nobody votes twice: cast of those eligible, valid of those cast, votes of those valid."""
    within(ballot.cast, ballot.eligible, "cast")
    within(ballot.valid, ballot.cast, "valid")
    once([each.branch for each in ballot.options], "options")
    for number, each in enumerate(ballot.options):
        within(each.votes, ballot.valid, f"options/{number}/votes")


kind = Kind(
    "ballot",
    Ballot,
    BallotClosed,
    BallotCorrected,
    BallotWithdrawn,
    branches=lambda ballot: tuple(each.branch for each in ballot.options),
    about="topic",
    key="ballot",
    check=check,
)
