"""The tables that every service's database has: the log and what belongs to it."""

from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

CHASSIS = MetaData()
FUNCTIONS = Path(__file__).parent / "migrations" / "0001_append.sql"


def _text() -> TypeEngine[str]:
    """Text that PostgreSQL compares by bytes: cheaper in an index, and times sort as they should."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def _position() -> TypeEngine[int]:
    return BigInteger().with_variant(Integer, "sqlite")


log = Table(
    "log",
    CHASSIS,
    Column("position", _position(), primary_key=True, autoincrement=False),
    Column("stream", _text(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("id", _text(), nullable=False),
    Column("type", _text(), nullable=False),
    Column("recorded", _text(), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    Column("leaf", LargeBinary, nullable=False),
    Index("log_stream_version", "stream", "version", unique=True),
    Index("log_id", "id", unique=True),
    Index("log_type_position", "type", "position"),
)

answer = Table(
    "answer",
    CHASSIS,
    Column("caller", _text(), primary_key=True),
    Column("key", _text(), primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", _text(), nullable=False),
)

person_key = Table(
    "person_key",
    CHASSIS,
    Column("person", _text(), primary_key=True),
    Column("wrapped", LargeBinary),  # null: the key was destroyed
)

checkpoint = Table(
    "checkpoint",
    CHASSIS,
    Column("size", _position(), primary_key=True, autoincrement=False),
    Column("at", _text(), nullable=False),
    Column("note", Text, nullable=False),
    Column("peaks", LargeBinary, nullable=False),  # the subtree hashes that the next one goes on from
)

attachment = Table(
    "attachment",
    CHASSIS,
    Column("sha256", _text(), primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

disclosure = Table(
    "disclosure",
    CHASSIS,
    Column("disclosure", Integer, primary_key=True),
    Column("reader", _text(), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("first", _position(), nullable=False),
    Column("last", _position(), nullable=False),
    Column("count", Integer, nullable=False),  # of restricted entries between the two, both included
    Column("at", _text(), nullable=False),
)


def create_all(engine: Engine, *more: MetaData) -> None:
    """Make the chassis's tables and those of `more` at once, without migrations (for tests)."""
    with engine.begin() as db:
        for metadata in (CHASSIS, *more):
            metadata.create_all(db)
        create_functions(db)


def create_functions(db: Connection, text: Path = FUNCTIONS) -> None:
    """Make the functions that an append is on PostgreSQL; nothing to do elsewhere."""
    if db.dialect.name == "postgresql":
        driver: Any = db.connection.driver_connection
        driver.execute(text.read_text("utf-8"))
