"""Which branches were there on a day, under which name, with how many people?"""

from collections.abc import Mapping, Sequence
from datetime import date
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
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)

from services.chassis.projections import Projection, Told
from services.membership.domain.branch.history import (
    BranchDissolved,
    BranchFounded,
    BranchMerged,
    BranchRenamed,
    GroupClosed,
    GroupFormed,
    HeadCountTold,
)
from services.membership.projections import metadata
from services.membership.projections.periods import members_on

branches = Table(
    "branch",
    metadata,
    Column("branch", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("parent", String(80), nullable=False),
    Column("founded_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("into", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
names = Table(
    "branch_name",
    metadata,
    Column("branch", String(80), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("name", String(200), nullable=False),
)
head_counts = Table(
    "head_count",
    metadata,
    Column("branch", String(80), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("staff", Integer, nullable=False),
    Column("women", Integer, nullable=False),
    Column("non_establishment", Integer, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("filed_on", Date, nullable=False),
)
groups = Table(
    "union_group",
    metadata,
    Column("group", String(80), primary_key=True),
    Column("branch", String(80), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("formed_on", Date, nullable=False),
    Column("closed_on", Date),
)
b = branches.c


def _founded(db: Connection, event: BranchFounded, told: Told) -> None:
    row = {"branch": event.branch, "kind": event.kind, "parent": event.parent, "founded_on": event.on}
    db.execute(insert(branches).values(row | {"into": "", "reason": "", "version": told.version}))
    _name(db, event.branch, event.on, event.name)


def _renamed(db: Connection, event: BranchRenamed, told: Told) -> None:
    _name(db, event.branch, event.on, event.name)
    _seen(db, told)


def _merged(db: Connection, event: BranchMerged, told: Told) -> None:
    _seen(db, told, ended_on=event.on, into=event.into)


def _dissolved(db: Connection, event: BranchDissolved, told: Told) -> None:
    _seen(db, told, ended_on=event.on, reason=event.reason)


def _counted(db: Connection, event: HeadCountTold, told: Told) -> None:
    same = and_(head_counts.c.branch == event.branch, head_counts.c.on == event.on)
    db.execute(delete(head_counts).where(same))
    db.execute(insert(head_counts).values({c.name: getattr(event, c.name) for c in head_counts.c}))
    _seen(db, told)


def _formed(db: Connection, event: GroupFormed, told: Told) -> None:
    row = {"group": event.group, "branch": event.branch, "name": event.name, "formed_on": event.on}
    db.execute(insert(groups).values(row))
    _seen(db, told)


def _closed(db: Connection, event: GroupClosed, told: Told) -> None:
    db.execute(update(groups).where(groups.c.group == event.group).values(closed_on=event.on))
    _seen(db, told)


def _name(db: Connection, branch: str, on: date, name: str) -> None:
    db.execute(delete(names).where(names.c.branch == branch, names.c.on == on))
    db.execute(insert(names).values(branch=branch, on=on, name=name))


def _seen(db: Connection, told: Told, **changed: Any) -> None:
    db.execute(update(branches).where(b.branch == told.stream).values(version=told.version, **changed))


def on_day(on: date) -> Select[Any]:
    """All branches with their name on that day, their latest head count by then and their members."""
    earlier = and_(names.c.branch == b.branch, names.c.on <= on)
    name = select(names.c.name).where(earlier).order_by(names.c.on.desc()).limit(1).scalar_subquery()
    first = select(names.c.name).where(names.c.branch == b.branch).order_by(names.c.on).limit(1)
    counted = and_(head_counts.c.branch == b.branch, head_counts.c.on <= on)
    staff = select(head_counts.c.staff).where(counted).order_by(head_counts.c.on.desc()).limit(1)
    return select(
        branches,
        func.coalesce(name, first.scalar_subquery()).label("name"),
        staff.scalar_subquery().label("staff"),
        members_on(b.branch, on).label("members"),
    )


def living(on: date) -> ColumnElement[bool]:
    """Whether a branch exists on that day."""
    return and_(b.founded_on <= on, or_(b.ended_on.is_(None), b.ended_on > on))


def matching(asked: Mapping[str, Any], on: date) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked."""
    found = [b[name] == asked[name] for name in ("kind", "parent") if asked.get(name)]
    if asked.get("living") is not None:
        found.append(living(on) if asked["living"] else not_(living(on)))
    return and_(true(), *found)


def one(db: Connection, branch: str, on: date) -> Any | None:
    """A branch as on that day; None when it was never founded."""
    return db.execute(on_day(on).where(b.branch == branch)).mappings().first()


def choices(db: Connection, on: date, units: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """(id, name) of the branches that exist on that day, only of `units` where given."""
    rows = on_day(on).where(living(on)).order_by(b.kind.desc(), b.branch)
    if units is not None:
        rows = rows.where(b.branch.in_(units))
    return [(row.branch, row.name) for row in db.execute(rows)]


def names_of(db: Connection, on: date) -> dict[str, str]:
    """The name on that day of every branch that there ever was."""
    return {row.branch: row.name for row in db.execute(on_day(on))}


def names_through_time(db: Connection, branch: str) -> list[Any]:
    """Every name the branch has borne, latest first."""
    rows = select(names).where(names.c.branch == branch).order_by(names.c.on.desc())
    return list(db.execute(rows).mappings())


def counts(branch: str) -> Select[Any]:
    """The head counts told of a branch."""
    return select(head_counts).where(head_counts.c.branch == branch)


def groups_of(branch: str) -> Select[Any]:
    """The groups of a branch, closed ones too."""
    return select(groups).where(groups.c.branch == branch)


projection = Projection(
    "branches",
    (branches, names, head_counts, groups),
    {
        BranchFounded: _founded,
        BranchRenamed: _renamed,
        BranchMerged: _merged,
        BranchDissolved: _dissolved,
        HeadCountTold: _counted,
        GroupFormed: _formed,
        GroupClosed: _closed,
    },
)
