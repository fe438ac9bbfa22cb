"""The composition root of congress: what it tells, what it keeps, what it hears, how it is asked."""

from pathlib import Path

from flask import Flask

from services.chassis.projections import Projection
from services.chassis.running.parts import Parts
from services.chassis.web.app import create_app
from services.congress.access import ACCESS
from services.congress.acts import acts
from services.congress.api import congresses, delegates, proposals
from services.congress.domain import VOCABULARY
from services.congress.pages.congresses import pages as congress_pages
from services.congress.pages.delegates import pages as delegate_pages
from services.congress.pages.proposal import pages as proposal_page
from services.congress.pages.proposals import pages as proposal_list
from services.congress.projections import congresses as congress_list
from services.congress.projections import delegates as register
from services.congress.projections import invitations, rolls
from services.congress.projections import proposals as standings

__all__ = ["ACCESS", "FOLD", "HEARS", "PROJECTIONS", "SERVICE", "VOCABULARY", "create"]

SERVICE = "congress"
PROJECTIONS: tuple[Projection, ...] = (
    congress_list.projection,
    register.projection,
    standings.projection,
    invitations.projection,
)
FOLD = rolls.Rolls()
HEARS = ("membership",)


def create(parts: Parts) -> Flask:
    """Congress's web application."""
    app = create_app(
        parts,
        access=ACCESS,
        blueprints=(congresses.resource, delegates.resource, proposals.resource),
        pages=(proposal_list, proposal_page, delegate_pages, congress_pages),
        folder=Path(__file__).parent,
        title="Hearth congress",
    )
    app.extensions["acts"] = acts(parts.store, parts.teller, parts.live)
    return app
