"""The read models answer on PostgreSQL, migrated as an installation is, what they answer on SQLite."""

import pytest

from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.chassis.testing import world
from services.welfare import app
from services.welfare.projections import visits
from tests.support.membership_says import PersonErased, date
from tests.welfare.conftest import hear
from tests.welfare.facts import body, standard_set


@pytest.fixture(params=["sqlite", "postgresql"])
def installed(request, tmp_path, membership):
    """Welfare on a real, migrated database."""
    if request.param == "sqlite":
        engine, kind = sqlite_engine(tmp_path / "welfare.sqlite"), SqliteStore
    else:
        engine, kind = postgres_engine(request.getfixturevalue("postgres_url")), PostgresStore
    upgrade(engine, "services.welfare")
    store = kind(engine, app.PROJECTIONS)
    made = world(app, store=store, feeds={"membership": membership.feed}, config={"data": str(tmp_path)})
    made.given("standard-hospital-self", standard_set())
    hear(made)
    yield made
    made.parts.live().dispose()
    engine.dispose()


def test_lists_sums_meters_notes_and_erasure(installed, membership):
    def log(**changed):
        return installed.when("POST", "/api/visits/", "chair", json=body(**changed)).json["id"]

    first, last = log(amount="300.50", note="quiet room"), log(on="2025-05-21", amount="300")
    void = {"reason": "told twice"}
    assert installed.when("POST", f"/api/visits/{last}/void", "chair", seen=2, json=void).status_code == 200
    page = installed.when("GET", "/api/visits/?limit=1", "chair").json
    rest = installed.when("GET", f"/api/visits/?limit=1&after={page['next']}", "chair").json
    assert [page["items"][0]["visit"], rest["items"][0]["visit"], rest["next"]] == [last, first, None]
    with installed.store.reading() as db:
        everything = visits.within(True, frozenset(), "")
        assert [str(each) for each in visits.totals(db, {}, everything)] == ["2", "300.50"]
        assert visits.counts(db, {}, everything) == {"": 2, "standing": 1, "voided": 1}
        assert visits.totals(db, {"flagged": True, "since": date(2025, 5, 21)}, everything)[0] == 1
    meter = installed.when("GET", "/api/meters/?member=member-ana&occasion=hospital&on=2025-06-01", "chair")
    assert (meter.json["used"], meter.json["left"]) == ("300.50", "699.50")
    note = f"/api/visits/{first}/note?purpose=audit"
    assert installed.when("GET", note, "auditor").json["note"] == "quiet room"
    membership.tell(PersonErased(member="member-ana", on=date(2025, 6, 1)))
    hear(installed)
    assert installed.when("GET", note, "auditor").status_code == 410
    assert installed.page("/visits", "office").status_code == 200
