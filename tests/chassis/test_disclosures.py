"""What a department sees of a log by its grants, and that restricted entries are shown on record only."""

import json
from datetime import date

import pytest

from services.chassis.stores import migrate
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from services.chassis.testing import world
from services.chassis.web.tokens import Grant, Principal
from tests.chassis import toy

DAY = date(2025, 6, 30)
PURPOSE = "Counting marbles"
FINANCE = Principal(
    "finance", (Grant("department"), Grant("department", "toy:restricted")), "", "service_account", PURPOSE
)
ELSEWHERE = Principal(
    "archive", (Grant("department"), Grant("department", "other:restricted")), "", "service_account", PURPOSE
)


def filled(**around):
    """A log of three entries, of which the second and third are restricted."""
    made = world(toy, personas={"finance": FINANCE, "archive": ELSEWHERE}, **around)
    added = [toy.MarblesAdded(jar="jar-1", count=count, on=DAY) for count in (1, 2)]
    return made.given("jar-1", toy.JarOpened(jar="jar-1", shelf="branch-1", label="blue", on=DAY), *added)


@pytest.fixture
def toys():
    return filled()


def types(answer) -> list[str]:
    return [each["type"] for each in json.loads(answer.data)]


def positions(answer) -> list[int]:
    return [int(each["sequence"]) for each in json.loads(answer.data)]


def kept(toys) -> list[dict]:
    return toys.when("get", "/api/disclosures", as_="operator").json["items"]


OPENED, ADDED, STUB = "toy.jar-opened.v1", "toy.marbles-added.v1", "hearth.withheld.v1"


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("finance", [OPENED, ADDED, ADDED]),
        ("department", [OPENED, STUB, STUB]),
        ("archive", [OPENED, STUB, STUB]),
    ],
)
def test_a_department_sees_what_its_grants_name_and_misses_no_position(toys, reader, seen):
    page = toys.when("get", "/events", as_=reader)
    assert types(page) == seen
    assert positions(page) == [1, 2, 3]
    assert page.headers["Hearth-Scanned"] == page.headers["Hearth-Head"] == "3"


def test_what_is_shown_whole_is_the_stored_bytes(toys):
    page = toys.when("get", "/events", as_="finance")
    assert page.data == b"[" + b",".join(row.entry for row in toys.store.read(0, 10)) + b"]"


def test_restricted_entries_that_are_shown_are_kept_with_reader_purpose_and_positions(toys):
    toys.when("get", "/events?after=1&limit=1", as_="finance")
    toys.when("get", "/events", as_="finance")
    first, second = kept(toys)
    assert (first["reader"], first["purpose"]) == ("finance", PURPOSE)
    assert [(each["first"], each["last"], each["count"]) for each in (first, second)] == [
        (2, 2, 1),
        (2, 3, 2),
    ]
    assert first["at"] == "2025-06-30T01:00:00.000000Z"


def test_a_page_without_restricted_entries_leaves_no_record(toys):
    toys.when("get", "/events?limit=1", as_="finance")
    toys.when("get", "/events", as_="department")
    toys.when("get", f"/events?types={OPENED}", as_="finance")
    assert kept(toys) == []


def test_the_platforms_own_services_are_no_readers(toys):
    assert types(toys.when("get", "/events", as_="service")) == [OPENED, ADDED, ADDED]
    assert kept(toys) == []


def test_what_cannot_be_kept_is_not_shown(toys):
    with toys.store.engine.begin() as db:
        db.exec_driver_sql("drop table disclosure")
    answer = toys.when("get", "/events", as_="finance")
    assert answer.status_code >= 500
    assert b"marbles" not in answer.data


def test_disclosures_are_paged(toys):
    for _ in range(3):
        toys.when("get", "/events", as_="finance")
    page = toys.when("get", "/api/disclosures?limit=1&after=1", as_="operator").json["items"]
    assert [each["disclosure"] for each in page] == [2]
    assert toys.when("get", "/api/disclosures", as_="finance").status_code == 403


def test_a_migrated_database_of_postgresql_keeps_them_too(postgres_url):
    engine = postgres_engine(postgres_url)
    migrate.upgrade(engine)
    toys = filled(store=PostgresStore(engine))
    toys.when("get", "/events", as_="finance")
    (only,) = kept(toys)
    engine.dispose()
    assert (only["first"], only["last"], only["count"], only["purpose"]) == (2, 3, 2, PURPOSE)
