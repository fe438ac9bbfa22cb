"""Evidence: what somebody saw and verified about a branch, with its papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.chassis.decider import Refused
from services.chassis.events import event
from services.evaluation.domain.told.checks import fine, once
from services.evaluation.domain.told.life import Corrected, Kind, Withdrawn


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A kept file: its SHA-256, size in bytes and media type."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The fact. `kind`: which statement was verified; `about`: a sub-unit or subject; `on`: its day."""

    evidence: str
    branch: str
    kind: str
    topic: str
    role: str
    grade: str
    about: str
    statement: str
    value: Decimal
    attachments: tuple[Paper, ...]
    verified_by: str
    on: date
    filed_on: date


@event("evaluation.evidence-verified.v1", classification="confidential")
class EvidenceVerified(Evidence):
    """Somebody verified a statement about a branch."""


@event("evaluation.evidence-corrected.v1", classification="confidential", happened="new.on")
class EvidenceCorrected(Corrected[Evidence]):
    """The evidence was other than told."""


@event("evaluation.evidence-withdrawn.v1", classification="confidential", happened="old.on")
class EvidenceWithdrawn(Withdrawn[Evidence]):
    """The statement was not verified."""


def check(evidence: Evidence, unkept: frozenset[str]) -> None:
    """Its papers are kept, and its value is not finer than it is counted."""
    fine(evidence.value)
    once(evidence.attachments, "attachments")
    for number, paper in enumerate(evidence.attachments):
        if paper.digest in unkept:
            field = f"attachments/{number}/digest"
            raise Refused("not-kept", "This file is not here; send it first.", field=field)


kind = Kind(
    "evidence",
    Evidence,
    EvidenceVerified,
    EvidenceCorrected,
    EvidenceWithdrawn,
    branches=lambda evidence: (evidence.branch,),
    about="kind",
    key="evidence",
    check=check,
    owner="verified_by",
)
