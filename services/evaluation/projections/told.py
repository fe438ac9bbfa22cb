"""What was evaluation itself told about branches, and how does each fact stand?

One table for every kind: a fact lies in `body` as its event tells it.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
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
    delete,
    insert,
    select,
    update,
)

from services.chassis import entry
from services.chassis.projections import Handler, Projection, Told
from services.evaluation.domain.told import KINDS
from services.evaluation.domain.told.life import Fact, Kind
from services.evaluation.projections import inline

STATES = ("told", "corrected", "withdrawn")
F = TypeVar("F", bound=Fact)

told_facts = Table(
    "told_fact",
    inline,
    Column("id", String(100), primary_key=True),
    Column("noun", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("about", String(200), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("told_by", String(200), nullable=False),
    Index("told_fact_on", "noun", "on", "id"),
    Index("told_fact_about", "noun", "about"),
)
told_branches = Table(
    "told_branch",
    inline,
    Column("id", String(100), primary_key=True),
    Column("branch", String(200), primary_key=True),
    Index("told_branch_branch", "branch", "id"),
)
c, b = told_facts.c, told_branches.c


def _row(kind: Kind[Any], fact: Any, told: Told, state: str, reason: str = "") -> dict[str, Any]:
    return {
        "version": told.version,
        "about": getattr(fact, kind.about),
        "owner": getattr(fact, kind.owner) if kind.owner else "",
        "on": fact.on,
        "state": state,
        "body": entry.encode(vars(fact)).decode(),
        "reason": reason,
        "told_by": told.actor,
    }


def _handlers(kind: Kind[Any]) -> dict[type, Handler]:
    def add(db: Connection, event: Any, told: Told) -> None:
        row = _row(kind, event, told, "told")
        db.execute(insert(told_facts).values(row | {"id": kind.id_of(event), "noun": kind.noun}))
        _name(db, kind.id_of(event), kind.branches(event))

    def correct(db: Connection, event: Any, told: Told) -> None:
        name = kind.id_of(event.new)
        row = _row(kind, event.new, told, "corrected", event.reason)
        db.execute(update(told_facts).where(c.id == name).values(row))
        db.execute(delete(told_branches).where(b.id == name))
        _name(db, name, kind.branches(event.new))

    def withdraw(db: Connection, event: Any, told: Told) -> None:
        row = _row(kind, event.old, told, "withdrawn", event.reason)
        db.execute(update(told_facts).where(c.id == kind.id_of(event.old)).values(row))

    return dict(zip(kind.events, (add, correct, withdraw), strict=True))


def _name(db: Connection, name: str, branches: Iterable[str]) -> None:
    rows = [{"id": name, "branch": branch} for branch in sorted(set(branches))]
    if rows:
        db.execute(insert(told_branches), rows)


def rows(kind: Kind[Any], branch: str = "", about: str = "", state: str = "") -> Select[Any]:
    """The query of all facts of a kind, narrowed by what is given."""
    query = select(told_facts).where(c.noun == kind.noun)
    for column, wanted in ((c.about, about), (c.state, state)):
        if wanted:
            query = query.where(column == wanted)
    return query.where(naming([branch])) if branch else query


def naming(branches: Iterable[str]) -> Any:
    """The condition that a fact counts for one of these branches."""
    return c.id.in_(select(b.id).where(b.branch.in_(sorted(branches))))


def one(db: Connection, kind: Kind[Any], name: str) -> Any | None:
    """A fact's row."""
    return db.execute(rows(kind).where(c.id == name)).first()


def fact_in(kind: Kind[F], body: str) -> F:
    """The fact that a row keeps."""
    return msgspec.json.decode(body, type=kind.fact)


projection = Projection(
    "told",
    (told_facts, told_branches),
    {event: handler for kind in KINDS for event, handler in _handlers(kind).items()},
)
