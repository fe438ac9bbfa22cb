"""A welfare service in memory that has heard of two branches and their members."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.testing import UNIT, World, world
from services.welfare import app
from tests.support.membership_says import BranchFounded, MemberJoined, Membership
from tests.welfare.facts import standard_set

OTHER = "branch-2"


@pytest.fixture
def membership() -> Membership:
    """Two branches; the personas and Ana in the first, Bo in the second."""
    people = ["member-1", "member-2", "member-3", "member-ana"]
    return Membership().tell(
        BranchFounded(branch=UNIT, name="Physics"),
        BranchFounded(branch=OTHER, name="History"),
        *(MemberJoined(member=member, branch=UNIT) for member in people),
        MemberJoined(member="member-bo", branch=OTHER),
    )


@pytest.fixture
def welfare(membership: Membership, tmp_path: Path) -> Iterator[World]:
    """Welfare with the standards for illness, a soft one for a spouse, after hearing membership."""
    made = world(
        app,
        feeds={"membership": membership.feed},
        config={"data": str(tmp_path)},
        people=lambda ids: {each: each.replace("member-", "Ms ") for each in ids},
    )
    made.given("standard-hospital-self", standard_set())
    made.given(
        "standard-hospital-spouse", standard_set("standard-hospital-spouse", relation="spouse", limit="flag")
    )
    hear(made)
    yield made
    made.parts.live().dispose()


def hear(made: World) -> None:
    """Let the worker hear everything told so far."""
    views = made.parts.views
    assert views is not None
    while any(each.moved for each in views.step()):
        pass
