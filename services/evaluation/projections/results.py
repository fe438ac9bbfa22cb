"""Current results: stored, and computed again only for units whose facts or day have changed.

A fold raises a unit's staleness in its own transaction. A refresh locks the unit's row before it
reads lines, so that of two workers the later one sees what the earlier has committed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from services.chassis.transactions import writing
from services.chassis.worker import positions
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.facts import Book, Register
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.grading import Result
from services.evaluation.domain.outcome import existing, judge
from services.evaluation.domain.windows import Window, year_after
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.ledger import DATE, NEVER, mark, metadata, unit

AT_ONCE = 8  # units locked together

result = Table(
    "result",
    metadata,
    Column("window", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("edition", Text, nullable=False),
    Column("day", DATE, nullable=False),
    Column("exists", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("total", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("complete", Text, nullable=False),
    info={"derived": True},
)


@dataclass(frozen=True)
class Running:
    """A window that is kept current: its id (`2025`, `2025-before`, `trailing`), edition, scheme, day."""

    id: str
    edition: str
    scheme: Scheme
    window: Window
    as_of: date

    @property
    def day(self) -> str:
        return min(self.as_of, self.window.end).isoformat()

    @property
    def reach(self) -> str:
        """The last day whose facts can matter to it."""
        last = min(self.as_of, self.window.end)
        return (year_after(last) if self.scheme.told_later() else last).isoformat()


@dataclass(frozen=True)
class Current:
    """A stored result: figures only (`explanation.plain` without facts)."""

    unit: str
    name: str
    kind: str
    total: str
    body: dict[str, Any]
    complete: dict[str, int]


def refresh(engine: Engine, running: Sequence[Running]) -> int:
    """Compute what is stale, was asked for another day or under another edition; how many units."""
    with writing(engine) as db:
        waiting = outdated(db, running)
    at_once = AT_ONCE if all(each.scheme.apart() for each in running) else len(waiting)
    for first in range(0, len(waiting), at_once or AT_ONCE):
        with writing(engine) as db:
            _recompute(db, running, waiting[first : first + at_once])
    return len(waiting)


def outdated(db: Connection, running: Sequence[Running]) -> list[str]:
    """Units to compute again, in order; who inherits from a stale unit or competes with it is stale too."""
    units = {row.unit: row for row in db.execute(select(unit))}
    stale = {each: row.since for each, row in units.items() if row.stale}
    values = register(db)
    for each in running:
        heir = inherited(each.scheme, values, min(each.as_of, each.window.end))
        inheriting = {heir[one]: since for one, since in stale.items() if heir.get(one, one) not in stale}
        mark(db, inheriting)
        stale |= inheriting
        if stale and not each.scheme.apart():
            competing = dict.fromkeys(units.keys() - stale.keys(), min(stale.values()))
            mark(db, competing)
            stale |= competing
    return sorted(set(stale).union(*(set(units) - _fresh(db, each) for each in running)))


def _fresh(db: Connection, of: Running) -> set[str]:
    now = and_(result.c.window == of.id, result.c.edition == of.edition, result.c.day == of.day)
    return {row.unit for row in db.execute(select(result.c.unit).where(now))}


def _recompute(db: Connection, running: Sequence[Running], units: Sequence[str]) -> None:
    """Every question whose answer for these units is missing, old, or for a day that new facts speak of."""
    since = _taken(db, units)
    wanted = {each.id: _wanted(db, each, since) for each in running}
    needed = [each for each in running if wanted[each.id]]
    complete = json.dumps(positions(db), sort_keys=True)
    values = register(db)
    read: dict[tuple[str, str], dict[str, Book]] = {}
    for each in needed:
        heir = inherited(each.scheme, values, min(each.as_of, each.window.end))
        asked = (each.edition, repr(sorted(heir.items())))
        if asked not in read:
            figures = [(one.window, min(one.as_of, one.window.end)) for one in needed]
            read[asked] = books_of(db, each.scheme, units, _hull(needed), heir, values, None, figures)
        books = {one: book for one, book in read[asked].items() if one in wanted[each.id]}
        _store(db, each, books, values, complete)


def _taken(db: Connection, units: Sequence[str]) -> dict[str, str]:
    """Lock these units' rows and take their staleness away; the earliest day new facts of each speak of."""
    rows = db.execute(select(unit).where(unit.c.unit.in_(units)).order_by(unit.c.unit).with_for_update())
    since = {row.unit: row.since if row.stale else NEVER for row in rows}
    clear = update(unit).where(unit.c.unit == bindparam("which")).values(stale=0, since=NEVER)
    db.execute(clear, [{"which": each} for each in units])
    return since


def _wanted(db: Connection, of: Running, since: Mapping[str, str]) -> set[str]:
    """The units for which this question is to be answered again."""
    fresh = _fresh(db, of)
    found = {one for one, day in since.items() if one not in fresh or day <= of.reach}
    return found if of.scheme.apart() or not found else set(since)


def _hull(running: Sequence[Running]) -> Window:
    """One window around all, so that lines are read once for all of them."""
    return Window(min(each.window.start for each in running), max(each.window.end for each in running))


def _store(db: Connection, of: Running, books: Mapping[str, Book], values: Register, complete: str) -> None:
    alive = {one for one in existing(values, date.fromisoformat(of.day))
             if values.value("kind", one, date.fromisoformat(of.day)) in of.scheme.kinds}  # fmt: skip
    db.execute(delete(result).where(result.c.window == of.id, result.c.unit.in_(sorted(books))))
    found = judge(of.scheme, books, of.window, of.as_of).results
    if rows := [_row(of, one, values, alive, complete) for one in found.values()]:
        db.execute(insert(result), rows)


def _row(of: Running, one: Result, values: Register, alive: set[str], complete: str) -> dict[str, Any]:
    body = plain(one, describe=None)
    return {
        "window": of.id,
        "unit": one.unit,
        "edition": of.edition,
        "day": of.day,
        "exists": int(one.unit in alive),
        "name": values.value("name", one.unit, date.fromisoformat(of.day)),
        "kind": one.kind,
        "total": body["total"],
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "complete": complete,
    }


def current(db: Connection, window: str) -> list[Current]:
    """The stored results of the units that exist, by unit; see `refresh`.

    A unit that nothing has touched since is complete up to where the reader stands.
    """
    read = positions(db)
    stale = {row.unit for row in db.execute(select(unit.c.unit).where(unit.c.stale > 0))}
    mine = and_(result.c.window == window, result.c.exists == 1)
    rows = db.execute(select(result).where(mine).order_by(result.c.unit))
    return [
        Current(row.unit, row.name, row.kind, row.total, msgspec.json.decode(row.body),
                json.loads(row.complete) if row.unit in stale else read)
        for row in rows
    ]  # fmt: skip


def complete_of(found: Sequence[Current]) -> Mapping[str, int]:
    """Up to which position of each source all of these are complete."""
    sources = {source for each in found for source in each.complete}
    return {source: min(each.complete.get(source, 0) for each in found) for source in sorted(sources)}
