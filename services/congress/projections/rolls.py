"""Who was a member of which branch on which day, and what is a branch called? As membership told it.

Each step of a membership is kept under the position that told it: telling it twice changes nothing,
a backdated transfer takes its place by its day. The worker writes these tables.
"""

from collections.abc import Iterable, Sequence
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
    delete,
    insert,
    select,
    update,
)

from services.chassis.worker import Heard

metadata = MetaData()
steps = Table(
    "step",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("member", String(100), nullable=False),
    Column("since", Date, nullable=False),
    Column("branch", String(100), nullable=False),  # "" = of no branch from that day on
    Index("step_member", "member", "since", "position"),
)
branches = Table(
    "branch",
    metadata,
    Column("branch", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("until", Date),
)


class Entered(msgspec.Struct):
    """A membership began in, or moved to, `branch`."""

    member: str
    branch: str
    on: date


class Left(msgspec.Struct):
    """A membership ended; `on` still belongs to it."""

    member: str
    on: date


class Named(msgspec.Struct):
    """A branch was founded or renamed."""

    branch: str
    name: str


class Ended(msgspec.Struct):
    """A branch was merged or dissolved."""

    branch: str
    on: date


def _step(heard: Heard) -> dict[str, Any]:
    fact = heard.fact
    left = isinstance(fact, Left)
    since = fact.on + timedelta(days=1) if left else fact.on
    branch = "" if left else fact.branch
    return {"position": heard.position, "member": fact.member, "since": since, "branch": branch}


def _name(db: Connection, fact: Named) -> None:
    mine = branches.c.branch == fact.branch
    if not db.execute(update(branches).where(mine).values(name=fact.name)).rowcount:
        db.execute(insert(branches).values(branch=fact.branch, name=fact.name))


class Rolls:
    """The fold of membership's events. A person-erased needs no answer: only ids are kept here."""

    version = "1"
    metadata = metadata
    hears = {
        "membership.member-joined.v1": Entered,
        "membership.member-transferred.v1": Entered,
        "membership.member-left.v1": Left,
        "membership.branch-founded.v1": Named,
        "membership.branch-renamed.v1": Named,
        "membership.branch-merged.v1": Ended,
        "membership.branch-dissolved.v1": Ended,
    }

    def apply(self, db: Connection, heard: Iterable[Heard]) -> None:
        """Write a batch, in the order of its positions."""
        rows = [_step(each) for each in heard if isinstance(each.fact, Entered | Left)]
        if rows:
            db.execute(delete(steps).where(steps.c.position.in_([row["position"] for row in rows])))
            db.execute(insert(steps), rows)
        for each in heard:
            if isinstance(each.fact, Named):
                _name(db, each.fact)
            elif isinstance(each.fact, Ended):
                mine = branches.c.branch == each.fact.branch
                db.execute(update(branches).where(mine).values(until=each.fact.on))


def branch_of(db: Connection, member: str, on: date) -> str:
    """The branch of which a person was a member on a day; "" when none is known."""
    mine = select(steps.c.branch).where(steps.c.member == member, steps.c.since <= on)
    latest = mine.order_by(steps.c.since.desc(), steps.c.position.desc()).limit(1)
    return db.execute(latest).scalar() or ""


def branches_of(db: Connection, members: Sequence[str], on: date) -> dict[str, str]:
    """The same for many persons at once; "" for who is of no branch that day."""
    theirs = select(steps).where(steps.c.member.in_(members), steps.c.since <= on)
    rows = db.execute(theirs.order_by(steps.c.since, steps.c.position))
    return dict.fromkeys(members, "") | {row.member: row.branch for row in rows}


def members_of(db: Connection, branch: str, on: date) -> list[str]:
    """The ids of a branch's members on a day, sorted."""
    came = select(steps.c.member).where(steps.c.branch == branch, steps.c.since <= on)
    members = list(db.execute(came.distinct()).scalars())
    return sorted(who for who, last in branches_of(db, members, on).items() if last == branch)


def names(db: Connection) -> dict[str, str]:
    """Names of all branches by id, closed ones too."""
    return {row.branch: row.name for row in db.execute(select(branches).order_by(branches.c.name))}


def open_branches(db: Connection) -> dict[str, str]:
    """Names of the branches that exist today, by id."""
    rows = db.execute(select(branches).where(branches.c.until.is_(None)).order_by(branches.c.name))
    return {row.branch: row.name for row in rows}
