"""What evaluation itself is told about branches: one module per kind of fact, one life for all."""

from typing import Any

from services.evaluation.domain.told import (
    adoption,
    assignment,
    award,
    ballot,
    call,
    evidence,
    figure,
    filing,
    mark,
    occasion,
    piece,
    self_score,
    survey,
    target,
    waiver,
)
from services.evaluation.domain.told.life import Kind

KINDS: tuple[Kind[Any], ...] = (
    call.kind,
    filing.kind,
    occasion.kind,
    piece.kind,
    adoption.kind,
    evidence.kind,
    award.kind,
    target.kind,
    self_score.kind,
    mark.kind,
    survey.kind,
    ballot.kind,
    waiver.kind,
    assignment.kind,
    figure.kind,
)
