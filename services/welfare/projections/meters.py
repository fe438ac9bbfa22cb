"""How much of a yearly cap has a person used? A sum over the visits that stand, kept nowhere else."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from services.welfare.domain.cap import Meter
from services.welfare.projections import standards
from services.welfare.projections.standards import yuan
from services.welfare.projections.visits import c


def given(db: Connection, member: str, occasion: str, relation: str, year: int, without: str = "") -> Decimal:
    """The yuan that a person was given for an occasion and relation in a year, one visit left out."""
    year_of_visit = c.on.between(date(year, 1, 1), date(year, 12, 31))
    item = (c.member == member, c.occasion == occasion, c.relation == relation)
    query = select(func.sum(c.fen)).where(*item, year_of_visit, c.state != "voided", c.visit != without)
    return yuan(db.execute(query).scalar())


def meter(
    db: Connection, member: str, occasion: str, relation: str, on: date, without: str = ""
) -> Meter | None:
    """The meter under the standard in force on a day; None when there is none."""
    row = standards.in_force(db, occasion, relation, on)
    if row is None:
        return None
    used = given(db, member, occasion, relation, on.year, without)
    return Meter(yuan(row.year_fen), used, row.citation, row.limit)
