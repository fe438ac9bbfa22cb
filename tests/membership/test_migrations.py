"""The migrations build the very tables that the read models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import sqlite_engine
from services.membership.app import PROJECTIONS
from services.membership.projections import metadata


def test_migrations_build_what_the_read_models_describe(tmp_path):
    engine = sqlite_engine(tmp_path / "membership.db")
    upgrade(engine, "services.membership")
    options = {"include_name": lambda name, kind, parents: kind != "table" or name in metadata.tables}
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db, opts=options), metadata) == []
    engine.dispose()


def test_every_table_belongs_to_one_read_model():
    owned = [table.name for projection in PROJECTIONS for table in projection.tables]
    assert sorted(owned) == sorted(metadata.tables)
