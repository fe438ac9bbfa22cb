"""Welfare's composition root: its resources, its pages, its read models, its worker."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from services.chassis.projections import Projection
from services.chassis.reactions import Reaction
from services.chassis.running.parts import Parts
from services.chassis.web.app import create_app
from services.welfare.access import ACCESS
from services.welfare.acts import acts
from services.welfare.api.meters import meters
from services.welfare.api.standards import standards
from services.welfare.api.visits import visits
from services.welfare.domain import VOCABULARY
from services.welfare.pages import pages
from services.welfare.projections import erasures as erasures_read_model
from services.welfare.projections import standards as standards_read_model
from services.welfare.projections import visits as visits_read_model
from services.welfare.projections.rolls import Rolls
from services.welfare.reactions import forget_the_erased

__all__ = ["ACCESS", "FOLD", "HEARS", "PROJECTIONS", "SERVICE", "VOCABULARY", "create", "reactions"]

SERVICE = "welfare"
PROJECTIONS: tuple[Projection, ...] = (
    standards_read_model.projection,
    visits_read_model.projection,
    erasures_read_model.projection,
)
FOLD = Rolls()
HEARS = ("membership",)


def create(parts: Parts) -> Flask:
    """The web application."""
    does = acts(parts.store, parts.teller, parts.live)
    resources = (standards(parts, does.standards), visits(parts, does.visits), meters(parts))
    return create_app(
        parts, access=ACCESS, blueprints=resources, pages=pages(parts, does), folder=Path(__file__).parent
    )


def reactions(parts: Parts) -> Sequence[Reaction]:
    """What welfare does by itself when it hears of something."""
    return [forget_the_erased.reaction(acts(parts.store, parts.teller, parts.live).visits)]
