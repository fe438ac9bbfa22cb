"""The migrations make exactly the tables that the read models declare."""

from sqlalchemy import MetaData

from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import sqlite_engine
from services.evaluation.projections import editions, incidents, inline, told

DECLARED = (editions, incidents, told)


def shape(metadata):
    """Columns with nullability, and indexes, by table."""
    return {
        name: (
            {column.name: (column.nullable, column.primary_key) for column in table.columns},
            {(index.name, tuple(column.name for column in index.columns)) for index in table.indexes},
        )
        for name, table in metadata.tables.items()
    }


def test_the_migrated_tables_are_the_declared_ones(tmp_path):
    engine = sqlite_engine(tmp_path / "evaluation.sqlite")
    upgrade(engine, "services.evaluation")
    found = MetaData()
    found.reflect(engine, only=list(inline.tables))
    assert shape(found) == shape(inline)
    engine.dispose()
