"""The platform's ledger as a plain facts file, read row by row in the order of each source's log."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, select

from services.chassis.worker import positions
from services.evaluation import facts_text
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.lines import Entry
from services.evaluation.projections import folios
from services.evaluation.projections.books import as_entry
from services.evaluation.projections.ledger import entry
from services.evaluation.projections.needed import needed
from services.evaluation.questions import Question

AT_ONCE = 2_000  # rows in memory


def exported(
    db: Connection, catalogue: Catalogue, known_on: date | None = None, asked: Question | None = None
) -> Iterator[str]:
    """The parts of the file. `known_on`: only what was known at the end of that day.

    `asked`: only the facts that can matter to this question (dated values are few, and all told).
    Sources come in Python's order, whatever the database's is, up to where each was heard at the beginning.
    """
    complete, known = dict(sorted(positions(db).items())), known_on or date.max
    days = needed(asked.scheme, asked.window).facts if asked else None
    lines = (line for each in complete.items() for line in folios.lines(db, *each, days))
    told = (each for each in lines if each.known <= known)
    dated = (each for each in _entries(db, complete) if each.known <= known)
    return facts_text.written(told, dated, catalogue)


def _entries(db: Connection, complete: Mapping[str, int]) -> Iterator[Entry]:
    for source, last in complete.items():
        asked = select(entry).where(entry.c.source == source, entry.c.position <= last)
        ordered = asked.order_by(entry.c.position, entry.c.ordinal)
        yield from map(as_entry, db.execute(ordered.execution_options(yield_per=AT_ONCE)))
