"""Membership's composition root: members, branches, groups and branch activities."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from services.chassis.running.parts import Parts
from services.chassis.web.app import create_app
from services.chassis.web.feed_http import key_set, people_names
from services.chassis.web.tokens import Principal
from services.membership import words
from services.membership.access import ACCESS
from services.membership.acts import acts
from services.membership.api.activities import activities
from services.membership.api.applications import applications
from services.membership.api.branches import branches
from services.membership.api.members import members
from services.membership.api.tokens import tokens
from services.membership.api.transfers import transfers
from services.membership.api.units import units
from services.membership.domain import VOCABULARY
from services.membership.pages import activities as activities_page
from services.membership.pages import applications as applications_page
from services.membership.pages import branches as branches_page
from services.membership.pages import home, sign_in
from services.membership.pages import members as members_page
from services.membership.pages import transfers as transfers_page
from services.membership.projections import activities as held
from services.membership.projections import applications as asked
from services.membership.projections import branches as founded
from services.membership.projections import periods, roster
from services.membership.projections import transfers as moved
from services.membership.sight import names_for_readers

SERVICE = "membership"
PROJECTIONS = (
    founded.projection,
    roster.projection,
    periods.projection,
    asked.projection,
    moved.projection,
    held.projection,
)
PAGES = tuple(
    each.page
    for each in (home, members_page, applications_page, transfers_page, branches_page, activities_page)
)
__all__ = ["PROJECTIONS", "SERVICE", "VOCABULARY", "create", "names_for_readers"]


def create(parts: Parts, personas: Sequence[tuple[str, Principal]] = ()) -> Flask:
    """The web application. `personas` (label, principal) can be signed in as, in demo mode only;
    the list may grow while the service runs."""
    does = acts(parts.store, parts.teller)
    resources: list[Any] = [
        branches(parts, does.branches),
        units(parts, does.branches),
        applications(parts, does.members),
        members(parts, does.members),
        transfers(parts),
        activities(parts, does.activities),
        people_names("people.read", names_for_readers(parts)),
    ]
    if parts.issuer:
        resources += [key_set(parts.issuer), tokens(parts, parts.issuer, does.readers)]
    app = create_app(
        parts,
        access=ACCESS,
        blueprints=resources,
        pages=[*PAGES, sign_in.sign_in(parts, personas)],
        folder=Path(__file__).parent,
        title="Hearth membership",
    )
    app.extensions["acts"] = does
    app.jinja_env.globals["words"] = words
    return app
