"""Who was a member of which branch on a day?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    ScalarSelect,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from services.chassis.projections import Projection, Told
from services.membership.domain.member.history import MemberJoined, MemberLeft, MemberTransferred
from services.membership.projections import metadata

periods = Table(
    "membership_period",
    metadata,
    Column("member", String(80), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("branch", String(80), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),  # the first day without it
    Index("membership_period_branch", "branch", "since"),
)
p = periods.c
AT_ONCE = 500  # ids in one question: databases have a limit


def _begin(db: Connection, event: MemberJoined | MemberTransferred, told: Told) -> None:
    row = {"member": event.member, "version": told.version, "branch": event.branch, "since": event.on}
    db.execute(insert(periods), row)


def _end(db: Connection, event: MemberTransferred | MemberLeft, told: Told) -> None:
    db.execute(update(periods).where(p.member == event.member, p.until.is_(None)), {"until": event.on})


def _move(db: Connection, event: MemberTransferred, told: Told) -> None:
    _end(db, event, told)
    _begin(db, event, told)


def on_that(day: date) -> ColumnElement[bool]:
    """Whether a period covers the day."""
    return and_(p.since <= day, or_(p.until.is_(None), p.until > day))


def members_on(branch: ColumnElement[str], day: date) -> ScalarSelect[int]:
    """How many members the branch (a column of an outer query) has on that day."""
    return select(func.count()).select_from(periods).where(p.branch == branch, on_that(day)).scalar_subquery()


def members_from(db: Connection, branch: str, day: date) -> int:
    """How many people are members of the branch on that day or later."""
    rows = select(func.count(p.member.distinct())).where(
        p.branch == branch, or_(p.until.is_(None), p.until > day)
    )
    return int(db.execute(rows).scalar_one())


def units(db: Connection, members: Iterable[str], day: date) -> dict[str, str]:
    """The branch of each of these people on that day; who was no member then is left out."""
    wanted = sorted(set(members))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = db.execute(UNITS, {"who": wanted[start : start + AT_ONCE], "day": day})
        found |= {member: branch for member, branch in rows}
    return found


UNITS = select(p.member, p.branch).where(
    p.member.in_(bindparam("who", expanding=True)),
    p.since <= bindparam("day"),
    or_(p.until.is_(None), p.until > bindparam("day")),
)


def of(db: Connection, member: str) -> list[Any]:
    """A person's periods, in order."""
    rows = select(periods).where(p.member == member).order_by(p.version)
    return list(db.execute(rows).mappings())


projection = Projection(
    "periods", (periods,), {MemberJoined: _begin, MemberTransferred: _move, MemberLeft: _end}
)
