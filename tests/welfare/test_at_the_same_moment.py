"""Two people record a visit to the same person at the cap's edge, on the real stores: one passes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from uuid6 import uuid7

from services.chassis.commands import Teller, Write
from services.chassis.decider import Refused
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.welfare.acts import acts, stream_of
from services.welfare.app import PROJECTIONS, VOCABULARY
from services.welfare.domain.standard import SetStandard
from services.welfare.domain.visit import decider
from services.welfare.projections import inline, rolls
from tests.welfare.facts import HOSPITAL, MAY, log, yuan

AT = datetime(2025, 6, 30, tzinfo=UTC)
WRITERS = 8


class Plain:
    """No note is sealed here."""

    def seal(self, person, plain):
        raise AssertionError


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """A real store with welfare's tables."""
    if request.param == "sqlite":
        engine, kind = sqlite_engine(tmp_path / "welfare.sqlite"), SqliteStore
    else:
        engine, kind = postgres_engine(request.getfixturevalue("postgres_url")), PostgresStore
    create_all(engine, inline)
    yield kind(engine, PROJECTIONS)
    engine.dispose()


@pytest.fixture
def does(store):
    """The command sides, one person being a member of the branch."""
    live = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    rolls.metadata.create_all(live)
    with live.begin() as db:
        step = {"position": 1, "member": "member-ana", "since": HOSPITAL.on, "branch": "branch-physics"}
        db.execute(rolls.steps.insert().values(step))
    teller = Teller(
        "/hearth/toy/welfare", VOCABULARY, ZoneInfo("Asia/Shanghai"), lambda: str(uuid7()), Plain()
    )
    found = acts(store, teller, lambda: live)
    found.standards(HOSPITAL.standard, SetStandard(fact=HOSPITAL, by="office"), Write("office", AT))
    return found


def test_exactly_one_of_many_passes_at_the_edge_of_the_cap(store, does):
    stream, start = stream_of("member-ana"), threading.Barrier(WRITERS)
    does.visits(stream, log(visit="visit-0", amount=yuan(600)), Write("member-chair", AT))

    def record(writer: int) -> str:
        start.wait()
        try:
            command = log(visit=f"visit-{writer}", amount=yuan(400), on=MAY, by=f"member-{writer}")
            return str(does.visits(stream, command, Write(f"member-{writer}", AT)).status)
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sorted(pool.map(record, range(1, WRITERS + 1)))
    assert answers == ["200", *["over-cap"] * (WRITERS - 1)]
    rows = store.read_stream(stream)
    history = [VOCABULARY.decode(row.type, row.entry[row.entry.index(b'"data":') + 7 : -1]) for row in rows]
    assert sum(each.amount for each in decider.fold(history).visits.values()) == yuan(1000)
