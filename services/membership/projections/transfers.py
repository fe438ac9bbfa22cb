"""Which transfers are open, between whom, and how were the others answered?"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    false,
    insert,
    or_,
    select,
    true,
    update,
)

from services.chassis.projections import Projection, Told
from services.membership.domain.member.history import (
    MemberLeft,
    MemberTransferred,
    TransferDeclined,
    TransferReleased,
)
from services.membership.projections import metadata
from services.membership.projections.roster import people

transfers = Table(
    "transfer",
    metadata,
    Column("member", String(80), primary_key=True),
    Column("begun", Integer, primary_key=True),  # the version of the release in the member's stream
    Column("branch", String(80), nullable=False),
    Column("to", String(80), nullable=False),
    Column("state", String(20), nullable=False),  # open, accepted, declined, ended
    Column("released_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_on", Date),
    Column("answer", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
t = transfers.c
STATES = ("open", "accepted", "declined", "ended")


def _released(db: Connection, event: TransferReleased, told: Told) -> None:
    row = {"member": event.member, "begun": told.version, "branch": event.branch, "to": event.to}
    row |= {"state": "open", "released_on": event.on, "reason": event.reason, "answer": ""}
    db.execute(insert(transfers), row | {"version": told.version})


def _accepted(db: Connection, event: MemberTransferred, told: Told) -> None:
    _answer(db, told, "accepted", answered_on=event.on)


def _declined(db: Connection, event: TransferDeclined, told: Told) -> None:
    _answer(db, told, "declined", answered_on=event.on, answer=event.reason)


def _left(db: Connection, event: MemberLeft, told: Told) -> None:
    _answer(db, told, "ended", answered_on=event.on)


def _answer(db: Connection, told: Told, state: str, **more: Any) -> None:
    mine = and_(t.member == told.stream, t.state == "open")
    db.execute(update(transfers).where(mine), {"state": state, "version": told.version, **more})


def named() -> Select[Any]:
    """Transfers with the member's name, as long as there is one."""
    return select(transfers, people.c.name).join(people, people.c.member == t.member)


def matching(asked: Mapping[str, Any]) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked."""
    return and_(true(), *(t[name] == asked[name] for name in ("state", "branch", "to") if asked.get(name)))


def reachable(units: Iterable[str], own: str) -> ColumnElement[bool]:
    """The transfers from and to these branches, and one's own."""
    mine = list(units)
    return or_(t.branch.in_(mine), t.to.in_(mine), t.member == own if own else false())


projection = Projection(
    "transfers",
    (transfers,),
    {
        TransferReleased: _released,
        MemberTransferred: _accepted,
        TransferDeclined: _declined,
        MemberLeft: _left,
    },
)
