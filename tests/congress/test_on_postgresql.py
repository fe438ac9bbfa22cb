"""The same life of a proposal on PostgreSQL: migrations, read models, filters, numbers under a race."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from services.chassis.commands import Write
from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from services.congress import app
from services.congress.acts import acts
from services.congress.domain.proposal.commands import FileProposal
from tests.congress.conftest import made_on
from tests.congress.stories import DAY
from tests.congress.test_proposals_api import Way


@pytest.fixture
def congress(membership, tmp_path, postgres_url):
    """The same world as in memory, on a PostgreSQL database of its own."""
    engine = postgres_engine(postgres_url, pool=10)
    upgrade(engine, "services.congress")
    made = made_on(membership, tmp_path, PostgresStore(engine, app.PROJECTIONS))
    yield made
    made.parts.live().dispose()
    engine.dispose()


def test_a_proposal_goes_all_the_way_on_postgresql(congress):
    way = Way(congress).replied().does("rate", "member", rating="satisfied")
    assert (way.shown()["state"], way.shown()["number"]) == ("rated", "2025TA001")
    query = {"text": "食堂", "state": "rated", "limit": 1}
    assert congress.when("get", "/api/proposals/", "office", query_string=query).json["total"] == 1
    assert congress.when("get", "/api/proposals/counts", "office").json["states"] == {"rated": 1}
    report = congress.when("get", "/api/congresses/congress-8/report", "office").json
    assert (report["filed"], report["satisfied"]) == (1, 1)


def test_two_filings_at_once_get_two_numbers(congress):
    ways = [Way(congress).seconded().does("submit", "member") for _ in range(6)]
    file = acts(congress.store, congress.parts.teller, congress.parts.live).proposals
    write = Write(actor="member-3", at=congress.clock())
    with ThreadPoolExecutor(6) as pool:
        command = FileProposal(by="member-3", on=DAY)
        list(pool.map(lambda way: file(way.id, command, replace(write)), ways))
    numbers = sorted(way.shown()["number"] for way in ways)
    assert numbers == [f"2025TA00{n}" for n in range(1, 7)]
