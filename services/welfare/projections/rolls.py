"""Who was a member of which branch on which day, and what is a branch called? As membership told it.

Every step of a membership is kept under the position that told it, so applying it twice changes
nothing; a backdated transfer takes its place by its day, and of two steps on one day the later told
one holds. The worker writes these tables; they trail membership by the worker's lag.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
)

from services.chassis.worker import Heard

metadata = MetaData()

steps = Table(
    "step",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("member", String(200), nullable=False),
    Column("since", Date, nullable=False),
    Column("branch", String(200), nullable=False),  # "" = of no branch from that day on
    Index("step_member", "member", "since", "position"),
)
branches = Table(
    "branch",
    metadata,
    Column("branch", String(200), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("until", Date),
)


class Joined(msgspec.Struct):
    """A membership began."""

    member: str
    branch: str
    on: date


class Transferred(msgspec.Struct):
    """A membership moved to `branch` with the day `on`."""

    member: str
    branch: str
    on: date


class Left(msgspec.Struct):
    """A membership ended with the day `on`, which still belongs to it."""

    member: str
    on: date


class Founded(msgspec.Struct):
    """A branch exists."""

    branch: str
    name: str
    kind: str
    on: date


class Renamed(msgspec.Struct):
    """A branch is called otherwise."""

    branch: str
    name: str


class Closed(msgspec.Struct):
    """A branch was merged into another or dissolved."""

    branch: str
    on: date


class Erased(msgspec.Struct):
    """A person's data were erased: for the reaction; the ids kept here are pseudonymous."""

    member: str
    on: date
    basis: str = ""


def _founded(db: Connection, heard: Heard) -> None:
    fact: Founded = heard.fact
    row = {"position": heard.position, "name": fact.name, "kind": fact.kind}
    db.execute(delete(branches).where(branches.c.branch == fact.branch))
    db.execute(insert(branches).values(row | {"branch": fact.branch}))


def _renamed(db: Connection, heard: Heard) -> None:
    mine = branches.c.branch == heard.fact.branch
    db.execute(branches.update().where(mine).values(name=heard.fact.name, position=heard.position))


def _closed(db: Connection, heard: Heard) -> None:
    mine = branches.c.branch == heard.fact.branch
    db.execute(branches.update().where(mine).values(until=heard.fact.on, position=heard.position))


WRITES: Mapping[type, Callable[[Connection, Heard], None]] = {
    Founded: _founded,
    Renamed: _renamed,
    Closed: _closed,
}


def _step(heard: Heard) -> dict[str, Any]:
    """A membership's step: into a branch, or out of the union from the day after leaving."""
    fact = heard.fact
    to = {"since": fact.on + timedelta(days=1), "branch": ""}
    if not isinstance(fact, Left):
        to = {"since": fact.on, "branch": fact.branch}
    return {"position": heard.position, "member": fact.member} | to


class Rolls:
    """The fold of membership's events (`services.chassis.worker.Fold`)."""

    version = "1"
    metadata = metadata
    hears: Mapping[str, type] = {
        "membership.member-joined.v1": Joined,
        "membership.member-transferred.v1": Transferred,
        "membership.member-left.v1": Left,
        "membership.branch-founded.v1": Founded,
        "membership.branch-renamed.v1": Renamed,
        "membership.branch-merged.v1": Closed,
        "membership.branch-dissolved.v1": Closed,
        "membership.person-erased.v1": Erased,
    }

    def apply(self, db: Connection, heard: Iterable[Heard]) -> None:
        """Write a batch, in the order of its positions."""
        rows = [_step(each) for each in heard if isinstance(each.fact, Joined | Transferred | Left)]
        if rows:
            db.execute(delete(steps).where(steps.c.position.in_([row["position"] for row in rows])))
            db.execute(insert(steps), rows)
        for each in heard:
            if write := WRITES.get(type(each.fact)):
                write(db, each)


def branch_of(db: Connection, member: str, on: date) -> str:
    """The branch of which a person was a member on a day; "" when none is known."""
    return db.execute(BRANCH_OF, {"who": member, "day": on}).scalar() or ""


BRANCH_OF = (
    select(steps.c.branch)
    .where(steps.c.member == bindparam("who"), steps.c.since <= bindparam("day"))
    .order_by(steps.c.since.desc(), steps.c.position.desc())
    .limit(1)
)


def members_of(db: Connection, branch: str, on: date) -> list[str]:
    """The ids of a branch's members on a day, sorted."""
    came = select(steps.c.member).where(steps.c.branch == branch, steps.c.since <= on)
    theirs = and_(steps.c.member.in_(came), steps.c.since <= on)
    in_order = select(steps).where(theirs).order_by(steps.c.since, steps.c.position)
    latest = {row.member: row.branch for row in db.execute(in_order)}
    return sorted(member for member, last in latest.items() if last == branch)


def branch_names(db: Connection) -> dict[str, str]:
    """Names of all branches by id."""
    return {row.branch: row.name for row in db.execute(select(branches).order_by(branches.c.branch))}


def branch(db: Connection, branch: str) -> Any | None:
    """A branch's row."""
    return db.execute(select(branches).where(branches.c.branch == branch)).first()
