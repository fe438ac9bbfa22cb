"""A scene's tellings in a ledger's tables, read as the platform reads figures: sums where sums will do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, create_engine

from services.chassis.stores.many_rows import insert_rows
from services.chassis.worker import reading
from services.evaluation.domain import facts_file
from services.evaluation.domain.grading import Result
from services.evaluation.domain.lines import Line, row_of
from services.evaluation.domain.outcome import existing, judge
from services.evaluation.domain.reading import Cursor
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.ledger import Folio, Place, entry, entry_row, folio, metadata
from services.evaluation.projections.scores import explain
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


def explained(scene: Scene, unit: str, period: str, as_of: str, known_on: str) -> Result:
    """One unit's score with its reasons, as it is read for that unit alone."""
    scheme = scene.sheet.scheme
    window = scheme.window(period)
    known = date.fromisoformat(known_on) if known_on else None
    day = date.fromisoformat(as_of) if as_of else window.end
    with ledger(scene) as db:
        return explain(db, scheme, unit, window, day, known).result


@contextmanager
def ledger(scene: Scene) -> Iterator[Connection]:
    """A ledger of its own that holds what was told."""
    plain = {"facts": facts_file.FORM, "tellings": scene.tellings}
    lines, entries = facts_file.read(Cursor(plain), catalogue())
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        metadata.create_all(db)
        reading.create_all(db)
        insert_rows(db, folio, [(*place, *each.row()) for place, each in leaves(lines).items()])
        insert_rows(db, entry, list(map(entry_row, entries)))
        yield db
    engine.dispose()


def leaves(lines: Iterable[Line]) -> dict[Place, Folio]:
    """One folio for each unit, year and source."""
    found: dict[Place, Folio] = {}
    for each in lines:
        place = each.unit, f"{each.day.year:04}", each.source
        found.setdefault(place, Folio(each.position)).add([row_of(each)], [])
    return found
