"""Who was a member of which branch on which day, folded from membership's log."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as some
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from services.chassis.feed import Page
from services.chassis.testing import TestClock
from services.chassis.views import WAYS, digests
from services.chassis.worker import Worker, reading
from services.welfare.projections import rolls
from tests.support.membership_says import (
    BranchFounded,
    BranchMerged,
    BranchRenamed,
    MemberJoined,
    MemberLeft,
    Membership,
    MemberTransferred,
    PersonErased,
    position,
)

PHYSICS, HISTORY = "branch-physics", "branch-history"
MAY_1, MAY_31 = date(2025, 5, 1), date(2025, 5, 31)


class Shuffled:
    """A feed that repeats and reorders, as a bus may."""

    source = "membership"

    def __init__(self, entries, order):
        self.entries, self.order = entries, order

    def read(self, after, limit):
        wanted = [each for each in self.entries if position(each) > after][:limit]
        turned = sorted(wanted, key=lambda each: self.order[position(each) % len(self.order)])
        return Page(turned + wanted[:1], after + len(wanted), len(self.entries))


def folded(feed, batch=2_000):
    """The read model after hearing all of a feed."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    rolls.metadata.create_all(engine)
    reading.create_all(engine)
    worker = Worker(engine, rolls.Rolls(), {"membership": feed}, TestClock(), batch=batch)
    while any(each.moved or each.gap for each in worker.step()):
        pass
    return engine


def branch_on(engine, member, on):
    with engine.connect() as db:
        return rolls.branch_of(db, member, on)


def moved(member, to, on, old=PHYSICS):
    return MemberTransferred(member=member, branch=to, old_branch=old, on=on)


def test_a_member_is_of_a_branch_from_joining_to_the_last_day():
    told = Membership().tell(
        MemberJoined(member="ana", branch=PHYSICS, on=MAY_1),
        MemberLeft(member="ana", branch=PHYSICS, on=MAY_31),
    )
    engine = folded(told.feed)
    assert branch_on(engine, "ana", MAY_1 - timedelta(1)) == ""
    assert branch_on(engine, "ana", MAY_1) == PHYSICS
    assert branch_on(engine, "ana", MAY_31) == PHYSICS
    assert branch_on(engine, "ana", MAY_31 + timedelta(1)) == ""


def test_a_transfer_counts_from_its_day_even_when_it_is_backdated():
    told = Membership().tell(
        MemberJoined(member="ana", branch=PHYSICS, on=MAY_1),
        moved("ana", "branch-art", date(2025, 9, 1), HISTORY),
        moved("ana", HISTORY, MAY_31),
    )
    engine = folded(told.feed)
    days = (MAY_31 - timedelta(1), MAY_31, date(2025, 8, 31), date(2025, 9, 1))
    assert [branch_on(engine, "ana", day) for day in days] == [PHYSICS, HISTORY, HISTORY, "branch-art"]


def test_one_who_joins_again_is_a_member_again():
    told = Membership().tell(
        MemberJoined(member="ana", branch=PHYSICS, on=MAY_1),
        MemberLeft(member="ana", branch=PHYSICS, on=MAY_1),
        MemberJoined(member="ana", branch=HISTORY, on=MAY_31),
    )
    engine = folded(told.feed)
    assert [branch_on(engine, "ana", day) for day in (MAY_1, date(2025, 5, 2), MAY_31)] == [
        PHYSICS,
        "",
        HISTORY,
    ]


def test_branches_have_their_latest_name_and_their_members():
    told = Membership().tell(
        BranchFounded(branch=PHYSICS, name="Physics"),
        BranchFounded(branch=HISTORY, name="History"),
        BranchRenamed(branch=PHYSICS, old_name="Physics", name="Physics and Optics", on=MAY_1),
        MemberJoined(member="bo", branch=PHYSICS),
        MemberJoined(member="ana", branch=PHYSICS),
        BranchMerged(branch=PHYSICS, into=HISTORY, on=MAY_31),
        moved("bo", HISTORY, MAY_31),
        PersonErased(member="ana", on=MAY_31),
    )
    with folded(told.feed).connect() as db:
        assert rolls.branch_names(db) == {PHYSICS: "Physics and Optics", HISTORY: "History"}
        assert rolls.members_of(db, PHYSICS, MAY_1) == ["ana", "bo"]
        assert rolls.members_of(db, PHYSICS, MAY_31) == ["ana"]
        assert rolls.members_of(db, HISTORY, MAY_31) == ["bo"]
        assert rolls.branch(db, PHYSICS).until == MAY_31


FACTS = [
    BranchFounded(branch=PHYSICS, name="Physics"),
    BranchFounded(branch=HISTORY, name="History"),
    *(MemberJoined(member=f"m{n}", branch=PHYSICS, on=MAY_1 + timedelta(n)) for n in range(6)),
    *(moved(f"m{n}", HISTORY, MAY_31 - timedelta(n)) for n in range(4)),
    BranchRenamed(branch=HISTORY, old_name="History", name="Humanities", on=MAY_31),
    *(MemberLeft(member=f"m{n}", branch=HISTORY, on=MAY_31) for n in range(2)),
]


@pytest.fixture(scope="module")
def in_order():
    """The bytes of the facts, and what they fold to when heard once, in order."""
    told = Membership().tell(*FACTS)
    with folded(told.feed).connect() as db:
        return told.entries(), digests(db, rolls.Rolls(), WAYS[-1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@any_of(order=some.permutations(range(len(FACTS))), batch=some.integers(1, len(FACTS)))
def test_any_repetition_reordering_and_batching_folds_to_the_same(in_order, order, batch):
    entries, expected = in_order
    with folded(Shuffled(entries, order), batch).connect() as db:
        assert digests(db, rolls.Rolls(), WAYS[-1]) == expected
