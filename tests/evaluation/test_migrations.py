"""The migrations make exactly the tables that the read models declare."""

from shutil import copy

from sqlalchemy import MetaData, text

from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import sqlite_engine
from services.evaluation.domain.told import figure
from services.evaluation.projections import editions, incidents, inline, told
from tests.evaluation.told import FIGURE
from tests.support.source import ROOT

DECLARED = (editions, incidents, told)


MIGRATIONS = ROOT / "services" / "evaluation" / "migrations"
OLD_FIGURE = """
insert into figure
  (figure, version, branch, measure, "on", value, source_body, filed_on, state, reason, told_by)
values
  ('figure-1', 1, 'branch-1', 'satisfaction', '2025-05-02', '0.93', '党委教师工作部', '2025-05-06',
   'entered', '', 'member-3')"""


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


def test_figures_told_before_are_told_facts_after(tmp_path):
    """The read model of figures moves into the one of all told facts, and is read as they are."""
    engine = sqlite_engine(tmp_path / "evaluation.sqlite")
    (tmp_path / "then").mkdir()
    copy(MIGRATIONS / "0001_pre_read_models.py", tmp_path / "then")
    upgrade(engine, tmp_path / "then")
    with engine.begin() as db:
        db.execute(text(OLD_FIGURE))
    upgrade(engine, "services.evaluation")
    with engine.connect() as db:
        row = told.one(db, figure.kind, "figure-1")
        [named] = db.execute(told.rows(figure.kind, branch="branch-1", about="satisfaction")).all()
    engine.dispose()
    assert told.fact_in(figure.kind, row.body) == FIGURE
    assert (named.id, row.state, row.version, row.on) == ("figure-1", "told", 1, FIGURE.on)
