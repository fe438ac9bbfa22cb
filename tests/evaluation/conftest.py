"""An evaluation service in memory that has heard of three branches and scores them by the shipped edition."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.chassis.commands import Write
from services.chassis.feed import StoreFeed
from services.chassis.stores.memory import MemoryStore
from services.chassis.testing import UNIT, TestClock, World, world
from services.evaluation import app
from services.evaluation.acts import acts, publish_shipped
from tests.evaluation.telling import Campus, Untidy, called

OTHER, OFFICE_BRANCH = "branch-2", "branch-3"
JUNE = datetime(2025, 6, 30, 4, tzinfo=UTC)  # noon in Beijing
NEW_YEAR = datetime(2025, 1, 1, 1, tzinfo=UTC)


def spring() -> Campus:
    """Physics and history (teaching), the first office branch (administrative); a spring of activities."""
    told = Campus()
    told.found(UNIT, name="物理学院").found(OTHER, name="历史学院")
    told.found(OFFICE_BRANCH, kind="administrative", name="机关一分会")
    told.join(*(f"member-{n}" for n in range(1, 13)), branch=UNIT).join("member-bo", branch=OTHER)
    told.tell("membership.head-count-told", date(2025, 1, 10), branch=UNIT, on=date(2025, 1, 1), staff=12,
              women=5, non_establishment=1, retired=0, filed_on=date(2025, 1, 9))  # fmt: skip
    told.hold("activity-plan", date(2025, 3, 2), branch=UNIT, kind="plan", home="development")
    told.hold("activity-walk", date(2025, 3, 20), branch=UNIT, on=date(2025, 3, 18),
              attendance=[called(UNIT, members=["member-1", "member-2"])])  # fmt: skip
    return told.visit("visit-1", date(2025, 3, 21), branch=UNIT, on=date(2025, 3, 3))


@pytest.fixture
def campus() -> Campus:
    """What the service is told by others: a spring of three branches."""
    return spring()


@pytest.fixture
def evaluation(campus: Campus, tmp_path: Path) -> Iterator[World]:
    """The service on 30 June 2025: the edition published at New Year, everything heard and scored."""
    with scored(campus, tmp_path) as made:
        yield made


@contextmanager
def scored(campus: Campus, folder: Path) -> Iterator[World]:
    """The service in memory, the edition published and everything that the campus tells heard."""
    store, clock = MemoryStore(app.PROJECTIONS), TestClock(NEW_YEAR)
    feeds = {name: Untidy(name, campus.logs[name]) for name in app.HEARS if name != "evaluation"}
    made = world(
        app,
        store=store,
        clock=clock,
        feeds=feeds | {"evaluation": StoreFeed("evaluation", store)},
        config={"data": str(folder)},
    )
    write = Write(actor="member-3", at=clock())
    publish_shipped(made.store, acts(made.parts.store, made.parts.teller), write, date(2025, 1, 1))
    clock.at = JUNE
    hear(made)
    yield made
    made.parts.live().dispose()


def hear(made: World) -> None:
    """Let the worker hear everything told so far, and score what it touched."""
    views = made.parts.views
    assert views is not None
    while any(each.moved for each in views.step()) or app.refresh(made.parts):
        pass
