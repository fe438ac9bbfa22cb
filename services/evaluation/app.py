"""Evaluation's composition root: editions, incidents and figures it is told; scores of all it hears."""

from pathlib import Path

from flask import Flask

from services.chassis.projections import Projection
from services.chassis.running.config import Config
from services.chassis.running.parts import Parts
from services.chassis.web.app import create_app
from services.evaluation import keeping, publishing, rulebooks
from services.evaluation.access import ACCESS
from services.evaluation.acts import acts
from services.evaluation.api.editions import editions
from services.evaluation.api.figures import figures
from services.evaluation.api.incidents import incidents
from services.evaluation.api.scores import scores
from services.evaluation.domain import VOCABULARY
from services.evaluation.pages import pages
from services.evaluation.projections import editions as edition_list
from services.evaluation.projections import figures as figure_list
from services.evaluation.projections import incidents as incident_list
from services.evaluation.projections.ledger import LedgerFold

__all__ = ["ACCESS", "FOLD", "HEARS", "PROJECTIONS", "SERVICE", "VOCABULARY", "create", "refresh"]

SERVICE = "evaluation"
PROJECTIONS: tuple[Projection, ...] = (
    edition_list.projection,
    incident_list.projection,
    figure_list.projection,
)
HEARS = ("membership", "welfare", "congress", "evaluation")


def ledger(config: Config) -> LedgerFold:
    """The fold of the catalogue in force, in the school's zone; another catalogue is another version."""
    text = publishing.catalogue_text()
    return LedgerFold(publishing.catalogue_of(text), rulebooks.digest(text), config.timezone)


FOLD = ledger


def create(parts: Parts) -> Flask:
    """The web application."""
    does = acts(parts.store, parts.teller)
    resources = (
        scores(parts),
        editions(parts, does.editions),
        incidents(parts, does.incidents),
        figures(parts, does.figures),
    )
    app = create_app(
        parts,
        access=ACCESS,
        blueprints=resources,
        pages=pages(parts, does),
        folder=Path(__file__).parent,
        title="Hearth evaluation",
    )
    app.extensions["acts"] = does
    return app


def refresh(parts: Parts) -> bool:
    """Compute the stored results of units that have changed (or all on a new day); whether any had."""
    return keeping.refresh(parts)
