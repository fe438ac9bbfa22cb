"""Adoptions: pieces that a medium published or an office took up, with their authors."""

from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import once, within
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn
from services.evaluation.domain.told.piece import Piece


@dataclass(frozen=True, kw_only=True)
class Author:
    """An author by branch; `order` is the place among all authors, whoever they work for."""

    branch: str
    person: str = ""
    order: int = 1


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """The fact. `piece` may be empty: not everything adopted was handed in here. `authors_count`: of all."""

    adoption: str
    piece: str
    work: str
    kind: str
    format: str
    outlet: str
    level: str
    authors_count: int
    authors: tuple[Author, ...]
    on: date
    filed_on: date


@event("evaluation.piece-adopted.v1")
class PieceAdopted(Adoption):
    """A medium published a piece, or an office took it up."""


@event("evaluation.adoption-corrected.v1", happened="new.on")
class AdoptionCorrected(Corrected[Adoption]):
    """The adoption was other than told."""


@event("evaluation.adoption-withdrawn.v1", happened="old.on")
class AdoptionWithdrawn(Withdrawn[Adoption]):
    """The piece was not adopted."""


def check(adoption: Adoption, piece: Piece | None) -> None:
    """The piece it names stands and is the same text; every author has an own place among all."""
    if adoption.piece and piece is None:
        raise Refused("no-piece", "There is no such piece.", field="piece")
    if piece and piece.work != adoption.work:
        raise Refused("another-work", "This piece is another text.", field="work")
    if not adoption.authors:
        raise Refused("no-author", "Name the authors.", field="authors")
    once([author.order for author in adoption.authors], "authors")
    within(max(author.order for author in adoption.authors), adoption.authors_count, "authors")


kind = Kind(
    "adoption",
    Adoption,
    PieceAdopted,
    AdoptionCorrected,
    AdoptionWithdrawn,
    branches=lambda adoption: tuple(author.branch for author in adoption.authors),
    about="kind",
    key="adoption",
    check=check,
)
