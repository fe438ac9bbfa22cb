"""Which figures of other bodies were entered, and how do they stand?"""

from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from services.chassis.projections import Projection, Told
from services.evaluation.domain.figure import Figure, FigureCorrected, FigureEntered, FigureWithdrawn
from services.evaluation.projections import inline

figures = Table(
    "figure",
    inline,
    Column("figure", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("branch", String(200), nullable=False),
    Column("measure", String(100), nullable=False),
    Column("on", Date, nullable=False),
    Column("value", String(40), nullable=False),  # exact, as text: SQLite would make floats of decimals
    Column("source_body", String(200), nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("told_by", String(200), nullable=False),
    Index("figure_on", "on", "figure"),
    Index("figure_branch", "branch", "measure"),
)
c = figures.c
PLAIN = ("branch", "measure", "on", "source_body", "filed_on")


def _row(fact: Figure, told: Told, state: str, reason: str = "") -> dict[str, Any]:
    row = {name: getattr(fact, name) for name in PLAIN} | {"value": format(fact.value, "f")}
    return row | {"version": told.version, "state": state, "reason": reason, "told_by": told.actor}


def _add(db: Connection, event: FigureEntered, told: Told) -> None:
    db.execute(insert(figures).values(_row(event, told, "entered") | {"figure": event.figure}))


def _correct(db: Connection, event: FigureCorrected, told: Told) -> None:
    row = _row(event.new, told, "corrected", event.reason)
    db.execute(update(figures).where(c.figure == event.new.figure).values(row))


def _withdraw(db: Connection, event: FigureWithdrawn, told: Told) -> None:
    row = _row(event.old, told, "withdrawn", event.reason)
    db.execute(update(figures).where(c.figure == event.old.figure).values(row))


def rows(branch: str = "", measure: str = "", state: str = "") -> Select[Any]:
    """The query of all figures, narrowed by what is given."""
    query = select(figures)
    for column, wanted in ((c.branch, branch), (c.measure, measure), (c.state, state)):
        if wanted:
            query = query.where(column == wanted)
    return query


def one(db: Connection, figure: str) -> Any | None:
    """A figure's row."""
    return db.execute(select(figures).where(c.figure == figure)).first()


projection = Projection(
    "figures", (figures,), {FigureEntered: _add, FigureCorrected: _correct, FigureWithdrawn: _withdraw}
)
