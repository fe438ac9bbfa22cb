"""What is told about branches over HTTP: one module per kind, which names its fields."""

from services.evaluation.api.told import (
    adoptions,
    assignments,
    awards,
    ballots,
    calls,
    evidence,
    figures,
    filings,
    marks,
    occasions,
    pieces,
    self_scores,
    surveys,
    targets,
    waivers,
)

TELLINGS = (
    calls.telling,
    filings.telling,
    occasions.telling,
    pieces.telling,
    adoptions.telling,
    evidence.telling,
    awards.telling,
    targets.telling,
    self_scores.telling,
    marks.telling,
    surveys.telling,
    ballots.telling,
    waivers.telling,
    assignments.telling,
    figures.telling,
)
