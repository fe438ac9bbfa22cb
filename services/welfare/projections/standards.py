"""Which standards are there, and which one is in force on a day?"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from services.chassis.projections import Projection, Told
from services.welfare.domain.standard import Standard, StandardEnded, StandardSet
from services.welfare.projections import inline

standards = Table(
    "standard",
    inline,
    Column("standard", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("occasion", String(40), nullable=False, index=True),
    Column("relation", String(40), nullable=False),
    Column("min_fen", BigInteger, nullable=False),
    Column("max_fen", BigInteger, nullable=False),
    Column("year_fen", BigInteger, nullable=False),
    Column("claim_days", Integer, nullable=False),
    Column("limit", String(10), nullable=False),
    Column("citation", Text, nullable=False),
    Column("on", Date, nullable=False),
    Column("until", Date),
)
c = standards.c


def fen(yuan: Decimal) -> int:
    """Whole fen, as stored: SQLite would make floats of decimals."""
    return int(yuan * 100)


def yuan(amount: int | None) -> Decimal:
    """Stored fen as yuan with two decimals."""
    return Decimal(amount or 0).scaleb(-2)


def _add(db: Connection, event: StandardSet, told: Told) -> None:
    plain = ("standard", "occasion", "relation", "claim_days", "limit", "citation", "on", "until")
    row = {name: getattr(event, name) for name in plain}
    money = {
        "min_fen": fen(event.amount_min),
        "max_fen": fen(event.amount_max),
        "year_fen": fen(event.per_year),
    }
    db.execute(insert(standards), row | money | {"version": told.version})


def _end(db: Connection, event: StandardEnded, told: Told) -> None:
    mine = c.standard == event.standard
    db.execute(update(standards).where(mine).values(until=event.on, version=told.version))


def standard_of(row: Any) -> Standard:
    """The standard that a row holds."""
    return Standard(
        standard=row.standard,
        occasion=row.occasion,
        relation=row.relation,
        amount_min=yuan(row.min_fen),
        amount_max=yuan(row.max_fen),
        per_year=yuan(row.year_fen),
        claim_days=row.claim_days,
        limit=row.limit,
        citation=row.citation,
        on=row.on,
        until=row.until,
    )


def listed(db: Connection, on: date | None = None, occasion: str = "") -> list[Any]:
    """All standards, or those whose days include `on`; by occasion, relation and day of force."""
    query = select(standards).order_by(c.occasion, c.relation, c.on, c.standard)
    if on:
        query = query.where(c.on <= on, or_(c.until.is_(None), c.until >= on))
    if occasion:
        query = query.where(c.occasion == occasion)
    return list(db.execute(query))


def in_force(db: Connection, occasion: str, relation: str, on: date) -> Any | None:
    """The row of the latest edition in force on a day, as `domain.standard.in_force` chooses it."""
    return db.execute(IN_FORCE, {"of": occasion, "to": relation, "day": on}).first()


# Built once: a look for every visit would spend more on writing the question than on its answer.
IN_FORCE = (
    select(standards)
    .where(c.occasion == bindparam("of"), c.relation == bindparam("to"), c.on <= bindparam("day"))
    .where(or_(c.until.is_(None), c.until >= bindparam("day")))
    .order_by(c.on.desc(), c.standard.desc())
    .limit(1)
)


def one(db: Connection, standard: str) -> Any | None:
    """A standard's row."""
    return db.execute(select(standards).where(c.standard == standard)).first()


projection = Projection("standards", (standards,), {StandardSet: _add, StandardEnded: _end})
