"""Which editions were published, and which of them stand, as known on a day?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)

from services.chassis.event_store import EventStore
from services.chassis.projections import Projection, Told
from services.evaluation.domain.edition import EditionPublished
from services.evaluation.projections import inline
from services.evaluation.projections.ledger import recorded_day

# Two editions that begin the same period, or replace the same edition, collide: the second decides again.
editions = Table(
    "edition",
    inline,
    Column("edition", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("scheme_digest", String(64), nullable=False),
    Column("catalogue_digest", String(64), nullable=False),
    Column("in_force_from", Date, nullable=False),
    Column("period", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("replaces", String(100), nullable=False),
    Column("on", Date, nullable=False),
    Column("told_by", String(200), nullable=False),
    UniqueConstraint("period", "replaces", name="edition_of_period"),
)
c = editions.c
PLAIN = (
    "edition",
    "scheme_digest",
    "catalogue_digest",
    "in_force_from",
    "period",
    "reason",
    "replaces",
    "on",
)


@dataclass(frozen=True)
class Edition:
    """A published edition. `since`: the first day it scores, which a replacement takes over.

    `known`: the day the platform learnt of it, in the school's zone.
    """

    edition: str
    version: int
    scheme_digest: str
    catalogue_digest: str
    in_force_from: date
    period: str
    reason: str
    replaces: str
    on: date
    told_by: str
    known: date
    since: date
    replaced_by: str = ""
    replaced_known: date = date.max

    def scores(self, day: date, known_on: date) -> bool:
        """Whether it may score `day`, as known on another day: begun, known, not replaced yet."""
        replaced = bool(self.replaced_by) and self.replaced_known <= known_on
        return self.since <= day and self.known <= known_on and not replaced


def _add(db: Connection, event: EditionPublished, told: Told) -> None:
    row = {name: getattr(event, name) for name in PLAIN}
    db.execute(insert(editions).values(row | {"version": told.version, "told_by": told.actor}))


def published(store: EventStore, zone: ZoneInfo) -> list[Edition]:
    """All editions, by period and in the order in which they replaced each other."""
    with store.reading() as db:
        rows = {row.edition: dict(row._mapping) for row in db.execute(select(editions))}
    for name, row in rows.items():
        row["known"] = recorded_day(store.read_stream(name)[0].recorded, zone)
    followed = {row["replaces"]: row for row in rows.values() if row["replaces"]}
    found = []
    for first in sorted((r for r in rows.values() if not r["replaces"]), key=lambda r: r["in_force_from"]):
        found += _chain(first, followed)
    return found


def _chain(first: dict[str, object], followed: dict[str, dict[str, object]]) -> Iterable[Edition]:
    """An edition and its replacements: each scores from the first one's day of force on."""
    row: dict[str, object] | None = first
    while row is not None:
        following = followed.get(str(row["edition"]))
        after = (
            {"replaced_by": following["edition"], "replaced_known": following["known"]} if following else {}
        )
        yield Edition(**{**row, **after, "since": first["in_force_from"]})  # type: ignore[arg-type]
        row = following


def standing(db: Connection, period: str) -> str:
    """The edition that scores a period now, "" for none: the one that nobody has replaced."""
    rows = db.execute(select(c.edition, c.replaces).where(c.period == period)).all()
    replaced = {row.replaces for row in rows}
    return next((row.edition for row in rows if row.edition not in replaced), "")


projection = Projection("editions", (editions,), {EditionPublished: _add})
