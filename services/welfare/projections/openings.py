"""Who opened whose note, when and for what purpose? Written when a note is read; never changed."""

from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, String, Table, Text, insert, select

from services.chassis.transactions import writing
from services.welfare.projections import inline

openings = Table(
    "opening",
    inline,
    Column("opening", Integer, primary_key=True),
    Column("visit", String(60), nullable=False, index=True),
    Column("reader", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", String(27), nullable=False),
)


def record(engine: Engine, visit: str, reader: str, purpose: str, at: str) -> None:
    """Keep an opening before the note is shown."""
    with writing(engine) as db:
        db.execute(insert(openings).values(visit=visit, reader=reader, purpose=purpose, at=at))


def of(db: Connection, visit: str) -> list[Any]:
    """The openings of a visit's note, latest first."""
    mine = select(openings).where(openings.c.visit == visit)
    return list(db.execute(mine.order_by(openings.c.opening.desc())))
