"""How scores went from month to month, as known now.

A point is the trailing year at the end of a month (the last one: today), or a period as it grew.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from services.chassis.running.parts import Parts
from services.chassis.worker import positions
from services.evaluation.computing import computed
from services.evaluation.domain.facts import exact
from services.evaluation.periods import Periods
from services.evaluation.projections.books import register
from services.evaluation.questions import TRAILING, NoAnswer, Question, ask, today

MONTHS = 12
Plain = dict[str, Any]


def trend_of(parts: Parts, branch: str, period: str = TRAILING, months: int | None = None) -> Plain:
    """A branch's totals at the ends of months, oldest first. Raises NoAnswer.

    `months`: the last so many (twelve of the trailing year, all of a period). Months in which no edition
    was in force, or the branch did not exist, have no point.
    """
    asked = points(parts, period, months)
    with parts.live().connect() as db:
        unit = unit_of(db, branch, asked[-1].day if asked else today(parts))
        complete = positions(db)
        answers = computed(db, asked, unit)
    found = [
        {"day": of.day.isoformat(), "total": exact(each.result.total), "edition": of.edition.edition}
        for of, some in zip(asked, answers, strict=True)
        for each in some
    ]
    return {"branch": unit, "points": found, "complete": complete}


def points(parts: Parts, period: str = TRAILING, months: int | None = None) -> list[Question]:
    """The questions whose answers make a trend, oldest first; days without an edition are left out."""
    periods, asked = Periods.of(parts), []
    for day in _days(parts, periods, period, months):
        try:
            asked.append(ask(parts, period, day, periods=periods))
        except NoAnswer:
            continue
    return asked


def _days(parts: Parts, periods: Periods, period: str, months: int | None) -> list[date]:
    """The ends of the last months, of a period only those inside it."""
    if period in ("", TRAILING):
        return month_ends(today(parts), months or MONTHS)
    asked = ask(parts, period, periods=periods)
    first, last = asked.window.start, asked.day
    inside = (last.year - first.year) * 12 + last.month - first.month + 1
    return [day for day in month_ends(last, min(inside, months or inside)) if day >= first]


def month_ends(last: date, months: int) -> list[date]:
    """The last days of the months before `last`, and `last` itself: `months` days, oldest first."""
    days, day = [last], last
    while len(days) < months:
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return days[::-1]


def unit_of(db: Connection, branch: str, day: date, known_on: date | None = None) -> str:
    """The id of a branch given by id, or by the name that it bears on a day. Raises NoAnswer."""
    if register(db, known_on, [branch]).first("kind", branch):
        return branch
    values = register(db, known_on)
    named = [unit for unit in values.units("kind") if values.value("name", unit, day) == branch]
    if len(named) == 1:
        return named[0]
    if named:
        text = "Several branches bear the name “%(branch)s”; give one of these ids: %(ids)s."
        raise NoAnswer("branch-ambiguous", text, field="branch", branch=branch, ids=", ".join(named))
    text = "There is no branch “%(branch)s”; names and ids stand in the list of scores."
    raise NoAnswer("no-such-branch", text, field="branch", branch=branch)
