"""Which visits were made, by whom told, and do they stand? Facts only: notes stay sealed in the log."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Select,
    String,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from services.chassis.projections import Projection, Told
from services.welfare.domain.cap import Visit
from services.welfare.domain.visit import VisitCorrected, VisitLogged, VisitVoided
from services.welfare.projections import inline
from services.welfare.projections.standards import fen, yuan

visits = Table(
    "visit",
    inline,
    Column("visit", String(60), primary_key=True),
    Column("stream", String(220), nullable=False, index=True),
    Column("branch", String(200), nullable=False),
    Column("member", String(200), nullable=False),
    Column("occasion", String(40), nullable=False),
    Column("relation", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("in_kind", Boolean, nullable=False),
    Column("standard", String(100), nullable=False),
    Column("flags", String(200), nullable=False),
    Column("state", String(20), nullable=False),  # told, corrected, voided
    Column("told_by", String(200), nullable=False),
    Column("noted", Boolean, nullable=False),
    Index("visit_on", "on", "visit"),
    Index("visit_branch_on", "branch", "on"),
    Index("visit_member", "member", "occasion", "relation"),
)
c = visits.c
ORDER = (c.on, c.visit)  # latest first when descending
PLAIN = ("branch", "member", "occasion", "relation", "on", "filed_on", "in_kind", "standard")


def _row(visit: Visit) -> dict[str, Any]:
    kept = {name: getattr(visit, name) for name in PLAIN}
    return kept | {"fen": fen(visit.amount), "flags": " ".join(visit.flags)}


def _add(db: Connection, event: VisitLogged, told: Told) -> None:
    about = {"visit": event.visit, "stream": told.stream, "state": "told", "told_by": told.actor}
    db.execute(insert(visits), _row(event) | about | {"noted": bool(event.note)})


def _correct(db: Connection, event: VisitCorrected, told: Told) -> None:
    mine = c.visit == event.new.visit
    db.execute(update(visits).where(mine), _row(event.new) | {"state": "corrected"})


def _void(db: Connection, event: VisitVoided, told: Told) -> None:
    db.execute(update(visits).where(c.visit == event.old.visit).values(state="voided"))


STATES = {"standing": c.state != "voided", "voided": c.state == "voided"}


def _matching(asked: Mapping[str, Any]) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked."""
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    found = [c[name] == given[name] for name in ("branch", "member", "occasion", "relation") if name in given]
    if "since" in given:
        found.append(c.on >= given["since"])
    if "until" in given:
        found.append(c.on <= given["until"])
    if "flagged" in given:
        found.append(c.flags != "" if given["flagged"] else c.flags == "")
    if given.get("state") in STATES:
        found.append(STATES[given["state"]])
    return and_(true(), *found)


def within(everything: bool, units: frozenset[str], own: str) -> ColumnElement[bool]:
    """What a reader may see: everything, the visits of these branches, those made to oneself."""
    theirs = or_(c.branch.in_(units), c.member == own) if own else c.branch.in_(units)
    return true() if everything else theirs


def matching(asked: Mapping[str, Any], seen: ColumnElement[bool]) -> Select[Any]:
    """The visits that match the filters, among those that the reader may see."""
    return select(visits).where(_matching(asked), seen)


def totals(db: Connection, asked: Mapping[str, Any], seen: ColumnElement[bool]) -> tuple[int, Decimal]:
    """How many visits match, and the yuan of those that stand."""
    rows = matching(asked, seen).subquery()
    standing = func.sum(rows.c.fen).filter(rows.c.state != "voided")
    count, given = db.execute(select(func.count(), standing)).one()
    return count, yuan(given)


def counts(db: Connection, asked: Mapping[str, Any], seen: ColumnElement[bool]) -> dict[str, int]:
    """How many match in each state, whichever state is asked for."""
    rows = matching({**asked, "state": ""}, seen).subquery()
    voided = func.count().filter(rows.c.state == "voided")
    total, gone = db.execute(select(func.count(), voided)).one()
    return {"": total, "standing": total - gone, "voided": gone}


def one(db: Connection, visit: str) -> Any | None:
    """A visit's row."""
    return db.execute(select(visits).where(c.visit == visit)).first()


projection = Projection(
    "visits", (visits,), {VisitLogged: _add, VisitCorrected: _correct, VisitVoided: _void}
)
