"""Which incidents stand against whom, and which were lifted?"""

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
from services.evaluation.domain.incident import IncidentLifted, IncidentRecorded
from services.evaluation.projections import inline

incidents = Table(
    "incident",
    inline,
    Column("incident", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("branch", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("basis", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("lifted_on", Date),
    Column("reason", Text, nullable=False),
    Column("told_by", String(200), nullable=False),
    Index("incident_on", "on", "incident"),
    Index("incident_branch", "branch"),
)
c = incidents.c


def _add(db: Connection, event: IncidentRecorded, told: Told) -> None:
    plain = ("incident", "branch", "kind", "on", "basis")
    row = {name: getattr(event, name) for name in plain}
    state = {"version": told.version, "state": "recorded", "reason": "", "told_by": told.actor}
    db.execute(insert(incidents).values(row | state))


def _lift(db: Connection, event: IncidentLifted, told: Told) -> None:
    change = {"state": "lifted", "lifted_on": event.on, "reason": event.reason, "version": told.version}
    db.execute(update(incidents).where(c.incident == event.incident).values(change))


def rows(branch: str = "", state: str = "") -> Select[Any]:
    """The query of all incidents, or of a branch's, or in a state."""
    query = select(incidents)
    if branch:
        query = query.where(c.branch == branch)
    return query.where(c.state == state) if state else query


def one(db: Connection, incident: str) -> Any | None:
    """An incident's row."""
    return db.execute(select(incidents).where(c.incident == incident)).first()


projection = Projection("incidents", (incidents,), {IncidentRecorded: _add, IncidentLifted: _lift})
