"""Who sits in a congress, for which branch, in which category, and who did?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from services.chassis.projections import Projection, Told
from services.congress.domain.delegate import DelegateElected, DelegateEnded
from services.congress.projections import inline

delegates = Table(
    "delegate",
    inline,
    Column("congress", String(100), primary_key=True),
    Column("member", String(100), primary_key=True),
    Column("stream", String(250), nullable=False),
    Column("version", Integer, nullable=False),
    Column("branch", String(100), nullable=False, index=True),
    Column("delegation", String(100), nullable=False),
    Column("category", String(20), nullable=False),
    Column("since", Date, nullable=False),
    Column("ended_on", Date),
    Column("reason", String(20), nullable=False, default=""),
)
c = delegates.c
PLAIN = ("congress", "member", "branch", "delegation", "category")


def _elect(db: Connection, event: DelegateElected, told: Told) -> None:
    """A seat won again replaces the ended one; the log keeps both."""
    row = {name: getattr(event, name) for name in PLAIN}
    about = {"stream": told.stream, "version": told.version, "since": event.on}
    db.execute(delete(delegates).where(c.congress == event.congress, c.member == event.member))
    db.execute(insert(delegates), row | about)


def _end(db: Connection, event: DelegateEnded, told: Told) -> None:
    mine = (c.congress == event.congress) & (c.member == event.member)
    ended = {"ended_on": event.on, "reason": event.reason, "version": told.version}
    db.execute(update(delegates).where(mine).values(ended))


def matching(asked: Mapping[str, Any]) -> Select[Any]:
    """The register under these filters; empty ones are not asked."""
    rows = select(delegates)
    for name in ("congress", "branch", "delegation", "category", "member"):
        if asked.get(name):
            rows = rows.where(c[name] == asked[name])
    if asked.get("state"):
        rows = rows.where(c.ended_on.is_(None) if asked["state"] == "current" else c.ended_on.is_not(None))
    return rows


def composition(db: Connection, congress: str) -> dict[str, int]:
    """How many current delegates sit in each category."""
    current = (c.congress == congress) & c.ended_on.is_(None)
    rows = db.execute(select(c.category, func.count()).where(current).group_by(c.category))
    return {category: count for category, count in rows}


def current(db: Connection, congress: str) -> list[Any]:
    """The current delegates of a congress, by branch."""
    mine = (c.congress == congress) & c.ended_on.is_(None)
    return list(db.execute(select(delegates).where(mine).order_by(c.branch, c.member)))


def one(db: Connection, congress: str, member: str) -> Any | None:
    """A delegate's row."""
    return db.execute(select(delegates).where(c.congress == congress, c.member == member)).first()


projection = Projection("delegates", (delegates,), {DelegateElected: _elect, DelegateEnded: _end})
