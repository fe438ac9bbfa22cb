"""The same requests on PostgreSQL: what SQLite keeps without a word must not break it."""

import pytest

from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from services.chassis.testing import fuzz, world
from tests.chassis import toy

BLUE = {"shelf": "branch-1", "label": "blue", "on": "2025-06-30"}


@pytest.fixture
def toys(postgres_url):
    engine = postgres_engine(postgres_url)
    create_all(engine, toy.tables)
    yield world(toy, store=PostgresStore(engine, toy.PROJECTIONS))
    engine.dispose()


def test_no_generated_request_breaks_the_service(toys):
    assert fuzz(toys, "office", examples=25) == 6


def test_a_command_is_carried_out_once_and_a_list_has_pages(toys):
    for at in range(3):
        answers = [toys.when("post", "/api/jars/", "chair", json=BLUE, key=f"k{at}") for _ in range(2)]
        assert answers[0].json == answers[1].json
    first = toys.when("get", "/api/jars/?limit=2", "chair").json
    second = toys.when("get", f"/api/jars/?limit=2&after={first['next']}", "chair").json
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]


def test_a_running_request_is_told_apart(toys):
    with toys.store.claim("member-2", "k"):
        assert toys.when("post", "/api/jars/", "chair", json=BLUE, key="k").status_code == 409


def test_a_number_beyond_a_column_is_a_problem(toys):
    made = toys.when("post", "/api/jars/", "chair", json=BLUE).json["id"]
    answer = toys.when("get", f"/api/jars/?after=WyIyMDI1LTAxLTAxIiwieCJd&limit={2**70}", "chair")
    assert answer.status_code == 422
    assert toys.when("get", f"/api/jars/{made}", "chair").json["count"] == 0


def test_a_database_that_is_away_is_a_problem_that_passes(toys, postgres):
    headers = {"Authorization": f"Bearer {toys.token('chair')}", "Idempotency-Key": "k"}
    postgres.drop(toys.store.engine.url.database)
    for ask in (toys.client.post, toys.client.get):
        answer = ask("/api/jars/", json=BLUE, headers=headers)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert answer.json["type"] == "urn:hearth:problem:database-away"
