"""Migrations build the tables that the code describes, on both databases, beside a service's own."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.chassis.stores.log_tables import CHASSIS
from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from tests.chassis.ledger import Ledger, Noted, teller

SERVICE = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "ledger_0001", None
branch_labels, depends_on = ("ledger",), "chassis_0001"
def upgrade():
    op.create_table("ledger_sum", sa.Column("branch", sa.Text, primary_key=True))
    op.execute("select count(*) from log")
"""
STORES = {"sqlite": SqliteStore, "postgres": PostgresStore}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.db)])
def engine(request, tmp_path):
    if request.param == "sqlite":
        made = sqlite_engine(tmp_path / "log.db")
    else:
        made = postgres_engine(request.getfixturevalue("postgres_url"))
    yield made
    made.dispose()


def differences(engine) -> list:
    with engine.connect() as db:
        return compare_metadata(MigrationContext.configure(db, opts={"include_name": known}), CHASSIS)


def known(name, kind, parents) -> bool:
    return kind != "table" or name in CHASSIS.tables


def test_migrations_build_what_the_code_describes(engine):
    upgrade(engine)
    assert differences(engine) == []


def test_a_service_s_own_migrations_run_beside_the_chassis_s(engine, tmp_path):
    own = tmp_path / "migrations"
    own.mkdir()
    (own / "0001_pre_sums.py").write_text(SERVICE)
    upgrade(engine)
    upgrade(engine, own)
    upgrade(engine, own, "services.chassis")
    with engine.connect() as db:
        assert "ledger_sum" in sa.inspect(db).get_table_names()
        versions = set(db.exec_driver_sql("select version_num from alembic_version").scalars())
    assert "ledger_0001" in versions  # which stands for the one it depends on, too


def test_a_migrated_database_takes_events(engine):
    upgrade(engine)
    ledger = Ledger(STORES["sqlite" if engine.dialect.name == "sqlite" else "postgres"](engine), teller())
    assert ledger.append("a", Noted(title="x")) == 1


def test_a_failed_migration_leaves_nothing_behind(engine, tmp_path):
    (tmp_path / "0001_pre_sums.py").write_text(SERVICE.replace("from log", "from nowhere"))
    with pytest.raises(sa.exc.DBAPIError):
        upgrade(engine, tmp_path)
    with engine.connect() as db:
        assert sa.inspect(db).get_table_names() == []
