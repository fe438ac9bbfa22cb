"""Which applications wait for whom, and what became of the others?"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    insert,
    select,
    true,
    update,
)

from services.chassis.projections import Projection, Told
from services.membership.domain.member.history import (
    ApplicationChecked,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    MemberJoined,
)
from services.membership.projections import metadata
from services.membership.projections.roster import people

applications = Table(
    "application",
    metadata,
    Column("member", String(80), primary_key=True),
    Column("branch", String(80), nullable=False),
    Column("group", String(80), nullable=False),
    Column("employment_type", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("application_state", "state", "submitted_on"),
)
a = applications.c
STATES = ("submitted", "checked", "returned", "approved", "rejected", "withdrawn")


def _submitted(db: Connection, event: ApplicationSubmitted, told: Told) -> None:
    row = {name: getattr(event, name) for name in ("member", "branch", "group", "employment_type")}
    row |= {"state": "submitted", "submitted_on": event.on, "changed_on": event.on, "version": told.version}
    row |= {"opinion": "", "reason": ""}
    if not db.execute(update(applications).where(a.member == event.member), row).rowcount:
        db.execute(insert(applications), row)


def _checked(db: Connection, event: ApplicationChecked, told: Told) -> None:
    _now(db, told, "checked", changed_on=event.on, opinion=event.opinion)


def _returned(db: Connection, event: ApplicationReturned, told: Told) -> None:
    _now(db, told, "returned", changed_on=event.on, reason=event.reason)


def _rejected(db: Connection, event: ApplicationRejected, told: Told) -> None:
    _now(db, told, "rejected", changed_on=event.on, reason=event.reason)


def _withdrawn(db: Connection, event: ApplicationWithdrawn, told: Told) -> None:
    _now(db, told, "withdrawn", changed_on=event.on)


def _approved(db: Connection, event: MemberJoined, told: Told) -> None:
    _now(db, told, "approved", changed_on=event.on)


def _now(db: Connection, told: Told, state: str, **more: Any) -> None:
    mine = update(applications).where(a.member == told.stream)
    db.execute(mine, {"state": state, "version": told.version, **more})


def named() -> Select[Any]:
    """Applications with the applicant's name, as long as there is one."""
    return select(applications, people.c.name, people.c.staff_no).join(people, people.c.member == a.member)


def matching(asked: Mapping[str, Any]) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked."""
    return and_(true(), *(a[name] == asked[name] for name in ("state", "branch") if asked.get(name)))


def one(db: Connection, member: str) -> Any | None:
    """A person's latest application."""
    return db.execute(named().where(a.member == member)).mappings().first()


projection = Projection(
    "applications",
    (applications,),
    {
        ApplicationSubmitted: _submitted,
        ApplicationChecked: _checked,
        ApplicationReturned: _returned,
        ApplicationRejected: _rejected,
        ApplicationWithdrawn: _withdrawn,
        MemberJoined: _approved,
    },
)
