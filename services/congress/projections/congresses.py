"""Which congresses were convened, under which settings, and are they open?"""

from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, insert, select, update

from services.chassis.projections import Projection, Told
from services.congress.domain.congress import CongressClosed, CongressConvened
from services.congress.domain.settings import Settings
from services.congress.projections import inline

congresses = Table(
    "congress",
    inline,
    Column("congress", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("term", Integer, nullable=False),
    Column("session", Integer, nullable=False),
    Column("on", Date, nullable=False),
    Column("window_from", Date, nullable=False),
    Column("window_to", Date, nullable=False),
    Column("settings", Text, nullable=False),  # JSON of Settings
    Column("closed_on", Date),
)
c = congresses.c
PLAIN = ("congress", "name", "term", "session", "on", "window_from", "window_to")


def _add(db: Connection, event: CongressConvened, told: Told) -> None:
    row = {name: getattr(event, name) for name in PLAIN}
    settings = msgspec.json.encode(event.settings).decode()
    db.execute(insert(congresses).values(row | {"version": told.version, "settings": settings}))


def _close(db: Connection, event: CongressClosed, told: Told) -> None:
    mine = c.congress == event.congress
    db.execute(update(congresses).where(mine).values(closed_on=event.on, version=told.version))


def settings_of(text: str) -> Settings:
    """The settings that a row's JSON holds."""
    return msgspec.json.decode(text, type=Settings)


def listed(db: Connection) -> list[Any]:
    """All congresses, the latest opening first."""
    return list(db.execute(select(congresses).order_by(c.on.desc(), c.congress.desc())))


def one(db: Connection, congress: str) -> Any | None:
    """A congress's row."""
    return db.execute(select(congresses).where(c.congress == congress)).first()


projection = Projection("congresses", (congresses,), {CongressConvened: _add, CongressClosed: _close})
