"""Eight publish an edition for the same period at the same moment, on the real stores: one passes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from uuid6 import uuid7

from services.chassis.commands import Teller, Write
from services.chassis.decider import Refused
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.evaluation import publishing
from services.evaluation.acts import acts
from services.evaluation.app import PROJECTIONS, VOCABULARY
from services.evaluation.projections import inline
from services.evaluation.projections.editions import published
from tests.evaluation.telling import ZONE

AT = datetime(2025, 1, 1, 2, tzinfo=UTC)
WRITERS = 8


class Plain:
    """Nothing is sealed here."""

    def seal(self, person, plain):
        raise AssertionError


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.db)])
def store(request, tmp_path):
    """A real store with evaluation's tables."""
    if request.param == "sqlite":
        engine, kind = sqlite_engine(tmp_path / "evaluation.sqlite"), SqliteStore
    else:
        engine, kind = postgres_engine(request.getfixturevalue("postgres_url")), PostgresStore
    create_all(engine, inline)
    yield kind(engine, PROJECTIONS)
    engine.dispose()


def test_of_many_publications_for_a_period_one_passes(store):
    zone = ZoneInfo("Asia/Shanghai")
    does = acts(store, Teller("/hearth/toy/evaluation", VOCABULARY, zone, lambda: str(uuid7()), Plain()))
    texts, together = publishing.shipped_texts(), threading.Barrier(WRITERS)

    def publish(number):
        name = f"edition-{number}"
        told = publishing.prepare(store, texts, edition=name, on=date(2025, 1, 1), by="office")
        together.wait()
        try:
            does.editions(name, told, Write("office", AT))
        except Refused as refusal:
            return refusal.code
        return "published"

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = sorted(pool.map(publish, range(WRITERS)))
    assert answers == ["edition-standing"] * (WRITERS - 1) + ["published"]
    assert len(published(store, ZONE)) == 1
