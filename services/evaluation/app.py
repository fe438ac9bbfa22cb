"""Evaluation's composition root: editions, incidents and figures it is told; scores of all it hears."""

from pathlib import Path

from flask import Flask
from flask_smorest import Blueprint  # type: ignore[import-untyped]

from services.chassis.projections import Projection
from services.chassis.running.config import Config
from services.chassis.running.parts import Parts
from services.chassis.web.app import create_app
from services.evaluation import keeping, publishing, rulebooks
from services.evaluation.access import ACCESS
from services.evaluation.acts import Acts, acts
from services.evaluation.api.editions import editions
from services.evaluation.api.incidents import incidents
from services.evaluation.api.scores import scores
from services.evaluation.api.telling import resource_of
from services.evaluation.api.told import TELLINGS
from services.evaluation.api.told.evidence import files
from services.evaluation.domain import VOCABULARY
from services.evaluation.pages import pages
from services.evaluation.projections import editions as edition_list
from services.evaluation.projections import incidents as incident_list
from services.evaluation.projections import told
from services.evaluation.projections.ledger import LedgerFold

__all__ = ["ACCESS", "FOLD", "HEARS", "PROJECTIONS", "SERVICE", "VOCABULARY", "create", "refresh"]

SERVICE = "evaluation"
PROJECTIONS: tuple[Projection, ...] = (
    edition_list.projection,
    incident_list.projection,
    told.projection,
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
        *told_resources(parts, does),
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


def told_resources(parts: Parts, does: Acts) -> list[Blueprint]:
    """One resource for every kind of fact that evaluation itself is told; evidence with its files."""
    made = {of.name: resource_of(of, parts, does.told[of.kind.noun]) for of in TELLINGS}
    files(made["evidence"], parts)
    return list(made.values())


def refresh(parts: Parts) -> bool:
    """Compute the stored results of units that have changed (or all on a new day); whether any had."""
    return keeping.refresh(parts)
