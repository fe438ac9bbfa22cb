"""What the read models answer, on a SQLite file and on PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.membership.app import PROJECTIONS
from services.membership.projections import activities, applications, branches, periods, roster, transfers
from tests.membership.campus import campus
from tests.membership.stories import (
    ANA,
    BO,
    FOUNDED,
    FRIDAY,
    LIBRARY,
    MONDAY,
    PHYSICS,
    SUMMER,
    TODAY,
    cancelled,
    corrected,
    counted,
    declined,
    erased,
    held,
    left,
    merged,
    released,
    renamed,
    transferred,
)

STORES = {"sqlite": SqliteStore, "postgres": PostgresStore}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.db)])
def union(request, tmp_path):
    if request.param == "sqlite":
        engine = sqlite_engine(tmp_path / "membership.db")
    else:
        engine = postgres_engine(request.getfixturevalue("postgres_url"))
    upgrade(engine, "services.membership")
    yield campus(store=STORES[request.param](engine, PROJECTIONS))
    engine.dispose()


@pytest.fixture
def db(union):
    with union.store.reading() as connection:
        yield connection


def test_a_member_belongs_to_a_branch_from_the_day_of_joining_to_the_day_before_moving(union):
    union.given(ANA, released, transferred)
    with union.store.reading() as db:
        days = (FRIDAY - timedelta(1), FRIDAY, SUMMER - timedelta(1), SUMMER, TODAY)
        found = [periods.units(db, [ANA], day).get(ANA) for day in days]
    assert found == [None, PHYSICS, PHYSICS, LIBRARY, LIBRARY]


def test_moving_on_the_day_of_joining_leaves_no_day_with_two_branches(union):
    union.given(ANA, replace(released, on=FRIDAY), replace(transferred, on=FRIDAY))
    with union.store.reading() as db:
        assert periods.units(db, [ANA, BO], FRIDAY) == {ANA: LIBRARY, BO: LIBRARY}
        assert periods.members_from(db, PHYSICS, FRIDAY) == 0


def test_who_left_belongs_nowhere_from_that_day(union):
    union.given(ANA, left)
    with union.store.reading() as db:
        assert periods.units(db, [ANA], SUMMER) == {}
        assert (roster.one(db, ANA)["state"], roster.one(db, ANA)["left_reason"]) == ("left", "resigned")


def test_a_branch_is_shown_under_the_name_of_the_day(union):
    late = replace(renamed, name="应用物理分工会", on=FOUNDED + timedelta(1))
    union.given(PHYSICS, renamed, late)
    with union.store.reading() as db:
        days = (FOUNDED, FOUNDED + timedelta(1), MONDAY)
        found = [branches.one(db, PHYSICS, day)["name"] for day in days]
    assert found == ["物理学院分工会", "应用物理分工会", "物理与天文学院分工会"]


def test_head_counts_and_members_are_those_of_the_day(union):
    union.given(PHYSICS, replace(counted, on=SUMMER, staff=90), replace(counted, on=SUMMER, staff=91))
    with union.store.reading() as db:
        rows = [branches.one(db, PHYSICS, day) for day in (FOUNDED, FRIDAY, TODAY)]
    assert [(row["staff"], row["members"]) for row in rows] == [(None, 0), (80, 1), (91, 1)]


def test_a_merged_branch_is_a_choice_until_the_day_before(union):
    union.given(PHYSICS, merged)
    with union.store.reading() as db:
        before, after = (dict(branches.choices(db, day)) for day in (SUMMER - timedelta(1), SUMMER))
    assert (set(before), set(after)) == ({PHYSICS, LIBRARY}, {LIBRARY})


def test_a_transfer_waits_until_it_is_answered(union):
    union.given(ANA, released)
    with union.store.reading() as db:
        assert [row.state for row in db.execute(transfers.named())] == ["open"]
    union.given(ANA, declined, replace(released, on=TODAY))
    with union.store.reading() as db:
        rows = db.execute(transfers.named().order_by(transfers.t.begun))
        assert [(row.state, row.answer) for row in rows] == [("declined", "未到岗"), ("open", "")]


def test_an_application_keeps_its_course(db):
    row = applications.one(db, ANA)
    assert (row["state"], row["opinion"], row["changed_on"]) == ("approved", "材料齐全，同意", FRIDAY)


def test_an_activity_counts_its_attendance_and_says_whether_it_stands(union):
    seen = []
    for event in (held, corrected, cancelled):
        union.given("activity-run", event)
        with union.store.reading() as db:
            row = activities.one(db, "activity-run")
            seen.append((row["state"], row["title"], row["called"], row["late"]))
    assert seen == [
        ("held", "春季健步走", 2, 1),
        ("corrected", "春季健步走（复赛）", 2, 1),
        ("withdrawn", "春季健步走（复赛）", 2, 1),
    ]


def test_erasing_empties_the_only_table_with_names(union):
    union.given(ANA, left, erased)
    with union.store.reading() as db:
        row = roster.one(db, ANA)
        assert (row["name"], row["staff_no"], row["mobile"], row["state"]) == ("", "", "", "erased")
        assert roster.names(db, [ANA, BO]).keys() == {BO}


def test_the_roster_is_asked_over_http_as_in_memory(union):
    for path in (
        "/api/members/?text=安&state=active",
        "/api/branches/?living=true",
        "/api/applications/?state=approved",
        "/api/transfers/",
        "/api/activities/",
    ):
        assert union.when("get", path, as_="office").status_code == 200
    for path in ("/", "/members", f"/members/{ANA}", "/branches", f"/branches/{PHYSICS}", "/applications"):
        assert union.page(path, as_="office").status_code == 200
