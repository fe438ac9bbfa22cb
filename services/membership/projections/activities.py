"""Which activities were held, by whom, with how many people, and do they stand?"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
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
from services.membership.domain.activity.history import (
    Activity,
    ActivityCorrected,
    ActivityHeld,
    ActivityWithdrawn,
)
from services.membership.domain.activity.telling import STATES as ATTENDED
from services.membership.projections import metadata

activities = Table(
    "activity",
    metadata,
    Column("activity", String(80), primary_key=True),
    Column("branch", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("home", String(40), nullable=False),
    Column("title", String(200), nullable=False),
    Column("on", Date, nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("planned", Boolean, nullable=False),
    Column("result", Text, nullable=False),
    Column("state", String(20), nullable=False),  # held, corrected, withdrawn
    Column("present", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("absent", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("activity_on", "on", "activity"),
    Index("activity_branch", "branch", "on"),
)
v = activities.c
STATES = ("held", "corrected", "withdrawn")
PLAIN = ("activity", "branch", "kind", "home", "title", "on", "filed_on", "planned", "result")


def _row(fact: Activity) -> dict[str, Any]:
    counted: Counter[str] = Counter()
    for row in fact.attendance:
        counted[row.state] += len(row.members)
    return {name: getattr(fact, name) for name in PLAIN} | {state: counted[state] for state in ATTENDED}


def _held(db: Connection, event: ActivityHeld, told: Told) -> None:
    db.execute(insert(activities), _row(event) | {"state": "held", "version": told.version})


def _corrected(db: Connection, event: ActivityCorrected, told: Told) -> None:
    now = _row(event.new) | {"state": "corrected", "version": told.version}
    db.execute(update(activities).where(v.activity == event.new.activity), now)


def _withdrawn(db: Connection, event: ActivityWithdrawn, told: Told) -> None:
    now = {"state": "withdrawn", "version": told.version}
    db.execute(update(activities).where(v.activity == event.old.activity), now)


def every() -> Select[Any]:
    """All activities, with the number of people called."""
    return select(activities, (v.present + v.late + v.excused + v.absent).label("called"))


def matching(asked: Mapping[str, Any]) -> ColumnElement[bool]:
    """Filters by name; empty ones are not asked."""
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    found: list[ColumnElement[bool]] = [
        v[name] == given[name] for name in ("branch", "kind", "home", "state") if name in given
    ]
    if "since" in given:
        found.append(v.on >= given["since"])
    if "until" in given:
        found.append(v.on <= given["until"])
    if "text" in given:
        found.append(v.title.contains(str(given["text"]), autoescape=True))
    return and_(true(), *found)


def one(db: Connection, activity: str) -> Any | None:
    """An activity's row."""
    return db.execute(every().where(v.activity == activity)).mappings().first()


projection = Projection(
    "activities",
    (activities,),
    {ActivityHeld: _held, ActivityCorrected: _corrected, ActivityWithdrawn: _withdrawn},
)
