"""A scene's tellings in a ledger's tables, read as the platform reads figures: sums where sums will do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, create_engine

from services.chassis.stores.many_rows import insert_rows
from services.evaluation.domain import facts_file
from services.evaluation.domain.folding import Row, tags_text
from services.evaluation.domain.lines import Entry, Line
from services.evaluation.domain.outcome import existing, judge
from services.evaluation.domain.reading import Cursor
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.ledger import entry, entry_row, line, metadata
from tests.evaluation.sheets.scene import Found, Scene, catalogue


def from_the_ledger(scene: Scene, period: str, as_of: str, known_on: str) -> Found:
    """What `scene.scores` answers, from tables and for the figures alone."""
    scheme = scene.sheet.scheme
    window = scheme.window(period)
    day = min(date.fromisoformat(as_of), window.end) if as_of else window.end
    known = date.fromisoformat(known_on) if known_on else None
    with ledger(scene) as db:
        values = register(db, known)
        units, heir = existing(values, day), inherited(scheme, values, day)
        books = books_of(db, scheme, units, window, heir, values, known, [(window, day)])
    return Found(judge(scheme, books, window, date.fromisoformat(as_of) if as_of else window.end))


@contextmanager
def ledger(scene: Scene) -> Iterator[Connection]:
    """A ledger of its own that holds what was told."""
    plain = {"facts": facts_file.FORM, "tellings": scene.tellings}
    lines, entries = facts_file.read(Cursor(plain), catalogue())
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        metadata.create_all(db)
        insert_rows(db, line.name, Line._fields, list(map(row, lines)))
        insert_rows(db, entry.name, Entry._fields, list(map(entry_row, entries)))
        yield db
    engine.dispose()


def row(of: Line) -> Row:
    """A line as its columns' text."""
    tags = tags_text(tuple(name for name, _ in of.tags))(*(value for _, value in of.tags)) if of.tags else ""
    filed = of.filed.isoformat() if of.filed else ""
    return tuple(map(str, of._replace(tags=tags, filed=filed)))  # type: ignore[arg-type]
