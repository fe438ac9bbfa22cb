"""Whose data has welfare erased? The key goes in the transaction that says so."""

from sqlalchemy import Column, Connection, Date, String, Table, delete, insert, select

from services.chassis.projections import Projection, Told
from services.chassis.stores.sealing import destroy
from services.welfare.domain.visit import PersonErased
from services.welfare.projections import inline

erasures = Table(
    "erasure",
    inline,
    Column("member", String(200), primary_key=True),
    Column("on", Date, nullable=False),
)


def _erase(db: Connection, event: PersonErased, told: Told) -> None:
    db.execute(delete(erasures).where(erasures.c.member == event.member))
    db.execute(insert(erasures).values(member=event.member, on=event.on))
    destroy(db, event.member)


def erased(db: Connection, member: str) -> bool:
    """Whether this person's notes can never be read again."""
    return db.execute(select(erasures.c.on).where(erasures.c.member == member)).first() is not None


projection = Projection("erasures", (erasures,), {PersonErased: _erase})
