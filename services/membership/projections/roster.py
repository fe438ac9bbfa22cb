"""Who is in the union and who asks to be, by name? The only place where names are kept readable."""

from collections.abc import Iterable, Mapping
from datetime import date
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
    and_,
    false,
    insert,
    or_,
    select,
    true,
    update,
)

from services.chassis.projections import Handler, Projection, Told
from services.chassis.stores import sealing
from services.membership.domain.member.history import (
    AFTER,
    ApplicationSubmitted,
    MemberEvent,
    MemberJoined,
    MemberLeft,
    MemberTransferred,
    PersonErased,
    Status,
    TransferReleased,
)
from services.membership.projections import metadata
from services.membership.projections.periods import AT_ONCE, on_that, p, periods

people = Table(
    "person",
    metadata,
    Column("member", String(80), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("staff_no", String(40), nullable=False),
    Column("mobile", String(40), nullable=False),
    Column("branch", String(80), nullable=False),
    Column("group", String(80), nullable=False),
    Column("employment_type", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("to", String(80), nullable=False),
    Column("since", Date, nullable=False),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("left_reason", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Index("person_name", "name", "member"),
    Index("person_branch", "branch", "state"),
)
c = people.c
MEMBERS = (Status.ACTIVE, Status.RELEASED)
WIPED = {"name": "", "staff_no": "", "mobile": ""}
ASKED = ("member", "name", "staff_no", "mobile", "branch", "group", "employment_type")


def _asked(db: Connection, event: ApplicationSubmitted, told: Told) -> None:
    row = {name: getattr(event, name) for name in ASKED}
    row |= {"state": Status.SUBMITTED, "since": event.on, "version": told.version}
    if not db.execute(update(people).where(c.member == event.member), row).rowcount:
        db.execute(insert(people), row | {"to": "", "left_reason": ""})


def _moved(db: Connection, event: Any, told: Told) -> None:
    row = {"state": AFTER[type(event)], "since": event.on, "version": told.version, "to": ""}
    db.execute(update(people).where(c.member == event.member), row | _more(event))


def _more(event: MemberEvent) -> dict[str, Any]:
    match event:
        case MemberJoined(on=on):
            return {"joined_on": on, "left_on": None, "left_reason": ""}
        case TransferReleased(to=to):
            return {"to": to}
        case MemberTransferred(branch=branch):
            return {"branch": branch, "group": ""}
        case MemberLeft(on=on, reason=reason):
            return {"left_on": on, "left_reason": reason}
        case _:
            return {}


def _erased(db: Connection, event: PersonErased, told: Told) -> None:
    """The name goes in the same transaction as the key."""
    row = {"state": Status.ERASED, "since": event.on, "version": told.version}
    db.execute(update(people).where(c.member == event.member), row | WIPED)
    sealing.destroy(db, event.member)


def reachable(units: Iterable[str], own: str) -> ColumnElement[bool]:
    """The people of these branches, those on their way to them, and oneself."""
    mine = list(units)
    return or_(c.branch.in_(mine), and_(c.to != "", c.to.in_(mine)), c.member == own if own else false())


def matching(asked: Mapping[str, Any]) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked. `text` is found in name and staff number."""
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    found: list[ColumnElement[bool]] = [
        c[name] == given[name] for name in ("branch", "group", "employment_type") if name in given
    ]
    if "state" in given:
        found.append(c.state == given["state"])
    if "text" in given:
        text = str(given["text"])
        found.append(or_(c.name.contains(text, autoescape=True), c.staff_no == text, c.member == text))
    return and_(true(), *found)


def members() -> Select[Any]:
    """Everybody who is or was a member."""
    return select(people).where(c.joined_on.is_not(None))


def one(db: Connection, member: str) -> Any | None:
    """A person's row."""
    return db.execute(select(people).where(c.member == member)).mappings().first()


def names(db: Connection, ids: Iterable[str]) -> dict[str, Any]:
    """The rows of these people by id; the erased and the unknown are left out."""
    wanted = sorted(set(ids))
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = select(people).where(c.member.in_(wanted[start : start + AT_ONCE]), c.name != "")
        found |= {row["member"]: row for row in db.execute(rows).mappings()}
    return found


def callable_on(db: Connection, branch: str, day: date) -> list[Any]:
    """The members whom a branch can call to an activity on that day, by name."""
    rows = select(people).join(periods, p.member == c.member).where(p.branch == branch, on_that(day))
    return list(db.execute(rows.order_by(c.name, c.member)).mappings())


HANDLERS: dict[type, Handler] = {
    **dict.fromkeys(AFTER, _moved),
    ApplicationSubmitted: _asked,
    PersonErased: _erased,
}

projection = Projection("roster", (people,), HANDLERS)
