"""A campus in memory for tests over HTTP: two branches, Ana in physics, Bo in the library."""

from dataclasses import replace

import pytest

from services.chassis.testing import World, world
from services.chassis.web.tokens import Grant, Principal
from services.membership import app as membership
from tests.membership.stories import (
    ANA,
    BO,
    LIBRARY,
    PHYSICS,
    checked,
    counted,
    formed,
    founded,
    joined,
    library,
    submitted,
)

PERSONAS = {
    "member": Principal(ANA, (Grant("member", PHYSICS),)),
    "chair": Principal(BO, (Grant("member", PHYSICS), Grant("chair", PHYSICS))),
    "librarian": Principal("member-lib", (Grant("chair", LIBRARY),)),
}


def bo(event):
    return replace(event, member=BO, branch=LIBRARY)


def campus(**around) -> World:
    """A world in which Ana and Bo are members."""
    told = world(membership, personas=PERSONAS, **around)
    told.given(PHYSICS, founded, formed, counted).given(LIBRARY, library)
    told.given(ANA, submitted, checked, joined)
    theirs = replace(bo(submitted), name="博文", staff_no="20250002", mobile="13900005678")
    return told.given(BO, theirs, bo(checked), bo(joined))


@pytest.fixture
def union() -> World:
    return campus()
