"""The platform's ledger as a plain facts file, read row by row in the order of each source's log."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, true

from services.chassis.worker import positions
from services.evaluation import facts_text
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.lines import Line, tags_of
from services.evaluation.projections.books import as_entry, which
from services.evaluation.projections.ledger import entry, line
from services.evaluation.questions import Question

AT_ONCE = 2_000  # rows in memory


def exported(
    db: Connection, catalogue: Catalogue, known_on: date | None = None, asked: Question | None = None
) -> Iterator[str]:
    """The parts of the file. `known_on`: only what was known at the end of that day.

    `asked`: only the facts that can matter to this question (dated values are few, and all told).
    """
    complete = positions(db)
    facts = which(asked.scheme, asked.window) if asked else true()
    lines = (_line(row) for row in _rows(db, line, complete, known_on, facts))
    entries = (as_entry(row) for row in _rows(db, entry, complete, known_on, true()))
    return facts_text.written(lines, entries, catalogue)


def _rows(
    db: Connection, table: Table, complete: dict[str, int], known_on: date | None, only: ColumnElement[bool]
) -> Iterator[Any]:
    """A table's rows by source, position and ordinal, up to where all sources were heard at the beginning."""
    for source, last in sorted(complete.items()):  # in Python's order, whatever the database's collation is
        asked = select(table).where(table.c.source == source, table.c.position <= last, only)
        if known_on:
            asked = asked.where(table.c.known <= known_on.isoformat())
        ordered = asked.order_by(table.c.position, table.c.ordinal)
        yield from db.execute(ordered.execution_options(yield_per=AT_ONCE))


def _line(row: Any) -> Line:
    values = dict(row._mapping)
    days = {name: date.fromisoformat(values[name]) for name in ("day", "known")}
    filed = date.fromisoformat(values["filed"]) if values["filed"] else None
    return Line(**{**values, **days, "filed": filed, "tags": tags_of(values["tags"])})
