"""What was ever told stays readable, and the migrations build what the read models describe."""

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.chassis import entry
from services.chassis.events import split
from services.chassis.stores.migrate import upgrade
from services.chassis.stores.sql_store import sqlite_engine
from services.congress.app import PROJECTIONS
from services.congress.domain import VOCABULARY
from services.congress.projections import inline

EXAMPLES = Path(__file__).parent / "examples"
NAMES = sorted(VOCABULARY.classes)


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_example_decodes_and_is_what_would_be_told(name):
    kept = (EXAMPLES / f"{name.removeprefix('congress.')}.json").read_bytes()
    told = VOCABULARY.decode(name, kept)
    assert json.loads(entry.encode(split(told)[0])) == json.loads(kept)


def test_there_is_an_example_of_every_type_and_of_no_other():
    assert {path.stem for path in EXAMPLES.glob("*.json")} == {
        each.removeprefix("congress.") for each in NAMES
    }


def test_nothing_that_congress_tells_is_sealed():
    assert [each for each in VOCABULARY.classes.values() if each.told.personal] == []


def test_migrations_build_what_the_read_models_describe(tmp_path):
    engine = sqlite_engine(tmp_path / "congress.db")
    upgrade(engine, "services.congress")
    options = {"include_name": lambda name, kind, parents: kind != "table" or name in inline.tables}
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db, opts=options), inline) == []
    engine.dispose()


def test_every_table_belongs_to_one_read_model():
    owned = [table.name for projection in PROJECTIONS for table in projection.tables]
    assert sorted(owned) == sorted(inline.tables)
