"""A congress service in memory that has heard of two branches, with an open congress and delegates."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.chassis.event_store import EventStore
from services.chassis.testing import PERSONAS, UNIT, TestClock, World, world
from services.chassis.web.tokens import Grant, Principal
from services.congress import app
from services.congress.domain.congress import CongressConvened
from services.congress.domain.delegate import DelegateElected, stream_of
from tests.congress.stories import FROM, OPENS, SETTINGS, TO
from tests.support.membership_says import BranchFounded, MemberJoined, Membership

OTHER = "branch-2"
CONGRESS = "congress-8"
SEATED = {"member-1": UNIT, "member-2": UNIT, "member-bo": OTHER, "member-chen": OTHER}
PEOPLE = {
    "bo": Principal("member-bo", (Grant("member", OTHER),)),
    "chen": Principal("member-chen", (Grant("member", OTHER),)),
    "eve": Principal("member-eve", (Grant("member", OTHER),)),
    "handler": Principal("member-4", (Grant("handler", "dept-logistics"),)),
}
NOON = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)  # in the middle of the window, at noon in Beijing
convened = CongressConvened(
    congress=CONGRESS,
    name="第八届教代会第三次会议",
    term=8,
    session=3,
    on=OPENS,
    window_from=FROM,
    window_to=TO,
    settings=SETTINGS,
)


@pytest.fixture
def membership() -> Membership:
    """Two branches and their members; Eve is a member without a seat."""
    mine = [each.id for name, each in PERSONAS.items() if name in ("member", "chair", "office", "handler")]
    return Membership().tell(
        BranchFounded(branch=UNIT, name="物理学院"),
        BranchFounded(branch=OTHER, name="历史学院"),
        *(MemberJoined(member=each, branch=UNIT) for each in mine),
        *(MemberJoined(member=PEOPLE[each].id, branch=OTHER) for each in ("bo", "chen", "eve")),
    )


@pytest.fixture
def congress(membership: Membership, tmp_path: Path) -> Iterator[World]:
    """The service in memory after hearing membership: congress 8 is open, four delegates sit."""
    made = made_on(membership, tmp_path)
    yield made
    made.parts.live().dispose()


def made_on(membership: Membership, folder: Path, store: EventStore | None = None) -> World:
    """The world on a store (in memory unless given)."""
    made = world(
        app,
        personas=PEOPLE,
        clock=TestClock(NOON),
        feeds={"membership": membership.feed},
        config={"data": str(folder)},
        people=lambda ids: {each: each.replace("member-", "老师") for each in ids},
        store=store,
    )
    hear(made)
    made.given(CONGRESS, convened)
    for member, branch in SEATED.items():
        seat(made, member, branch)
    return made


def hear(made: World) -> None:
    """Let the worker hear everything told so far."""
    views = made.parts.views
    assert views is not None
    while any(each.moved for each in views.step()):
        pass


def seat(made: World, member: str, branch: str) -> None:
    told = DelegateElected(
        congress=CONGRESS, member=member, branch=branch, delegation=branch, category="teacher", on=FROM
    )
    made.given(stream_of(CONGRESS, member), told)
