"""How scores went from month to month, as known now.

A point is the trailing year at the end of a month (the last one: today), or a period as it grew.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from services.chassis.parts import Parts
from services.chassis.worker import positions
from services.evaluation.domain.facts import Book, Register, exact
from services.evaluation.domain.grading import score
from services.evaluation.domain.windows import Window
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.editions import published
from services.evaluation.projections.scores import existing
from services.evaluation.questions import NoAnswer, Question, ask, today

MONTHS = 12
Plain = dict[str, Any]


def trend_of(parts: Parts, branch: str, months: int = MONTHS, year: int | None = None) -> Plain:
    """A branch's totals at the ends of the last months, oldest first. Raises NoAnswer.

    Months in which no edition was in force, or the branch did not exist, have no point.
    """
    asked = points(parts, months, year)
    with parts.live().connect() as db:
        values = register(db)
        unit = unit_of(values, branch, asked[-1].day if asked else today(parts))
        living = [each for each in asked if unit in existing(values, each.window, each.as_of)]
        found = _scored(db, values, unit, living) if living else []
        complete = positions(db)
    return {"branch": unit, "points": found, "complete": complete}


def points(parts: Parts, months: int = MONTHS, year: int | None = None) -> list[Question]:
    """The questions whose answers make a trend, oldest first; days without an edition are left out."""
    found, asked = published(parts.store, parts.zone), []
    last = min(today(parts), date(year, 12, 31)) if year else today(parts)
    for day in month_ends(last, months):
        try:
            asked.append(ask(parts, year, day, found=found))
        except NoAnswer:
            continue
    return asked


def month_ends(last: date, months: int) -> list[date]:
    """The last days of the months before `last`, and `last` itself: `months` days, oldest first."""
    days, day = [last], last
    while len(days) < months:
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return days[::-1]


def unit_of(values: Register, branch: str, day: date) -> str:
    """The id of a branch given by id, or by the name that it bears on a day. Raises NoAnswer."""
    units = values.units("kind")
    if branch in units:
        return branch
    named = [unit for unit in units if values.value("name", unit, day) == branch]
    if len(named) == 1:
        return named[0]
    if named:
        text = "Several branches bear the name “%(branch)s”; give one of these ids: %(ids)s."
        raise NoAnswer("branch-ambiguous", text, field="branch", branch=branch, ids=", ".join(named))
    text = "There is no branch “%(branch)s”; names and ids stand in the list of scores."
    raise NoAnswer("no-such-branch", text, field="branch", branch=branch)


def _scored(db: Connection, values: Register, unit: str, asked: list[Question]) -> list[Plain]:
    """A point each; under one edition, with the same heirs, lines are read once for all days."""
    hull = Window(min(each.window.start for each in asked), max(each.window.end for each in asked))
    read: dict[str, Book] = {}
    found = []
    for each in asked:
        heir = inherited(each.scheme, values, each.day)
        key = f"{each.edition.edition} {sorted(heir.items())}"
        if key not in read:
            read[key] = books_of(db, each.scheme, [unit], hull, heir, values, None)[unit]
        found.append(_point(each, read[key]))
    return found


def _point(of: Question, book: Book) -> Plain:
    total = score(of.scheme, book, of.window, of.as_of).total
    return {"day": of.day.isoformat(), "total": exact(total), "edition": of.edition.edition}
