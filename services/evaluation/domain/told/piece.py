"""Pieces: news, papers and suggestions that a branch handed in."""

from dataclasses import dataclass
from datetime import date

from services.chassis.events import event
from services.evaluation.domain.told.checks import ordered
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn

KINDS = ("news", "paper", "suggestion", "study")
FORMATS = ("", "brief", "short", "medium", "long", "feature", "full")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """The fact. `work`: the text's own id, kept by one that is handed in twice; `on`: what it reports."""

    piece: str
    work: str
    branch: str
    kind: str
    format: str
    channel: str
    person: str
    on: date
    filed_on: date


@event("evaluation.piece-submitted.v1")
class PieceSubmitted(Piece):
    """A branch handed in a piece."""


@event("evaluation.piece-corrected.v1", happened="new.on")
class PieceCorrected(Corrected[Piece]):
    """The piece was other than told."""


@event("evaluation.piece-withdrawn.v1", happened="old.on")
class PieceWithdrawn(Withdrawn[Piece]):
    """The piece was not handed in."""


def check(piece: Piece, found: object) -> None:
    """Nothing is reported before it happens."""
    ordered(piece.on, piece.filed_on, "filed_on")


kind = Kind(
    "piece",
    Piece,
    PieceSubmitted,
    PieceCorrected,
    PieceWithdrawn,
    branches=lambda piece: (piece.branch,),
    about="kind",
    key="piece",
    check=check,
)
