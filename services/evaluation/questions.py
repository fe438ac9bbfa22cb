"""A question about scores: which window, which day, under which clock, by which edition."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.evaluation import publishing
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.windows import Window, trailing
from services.evaluation.projections.editions import Edition, in_force, published
from services.evaluation.projections.results import Running

TRAILING, BEFORE = "trailing", "-before"
FIRST_YEAR, LAST_YEAR = 1901, 2198


class NoAnswer(Refused):
    """A question that has no answer; `str()` is a sentence that says why."""

    def __str__(self) -> str:
        return self.text % self.facts if self.facts else self.text


@dataclass(frozen=True)
class Question:
    """`id` names the window that is kept current; `known_on` None is now."""

    id: str
    window: Window
    as_of: date
    known_on: date | None
    edition: Edition
    scheme: Scheme

    @property
    def day(self) -> date:
        """The last day whose facts matter."""
        return min(self.as_of, self.window.end)

    def running(self, id: str = "") -> Running:
        """The same question as a window that is kept current."""
        return Running(id or self.id, self.edition.edition, self.scheme, self.window, self.as_of)


def today(parts: Parts) -> date:
    """The school's day."""
    return parts.clock().astimezone(parts.zone).date()


def ask(
    parts: Parts,
    year: int | None = None,
    as_of: date | None = None,
    known_on: date | None = None,
    found: Sequence[Edition] | None = None,
) -> Question:
    """The question as it can be answered: by default today, as known now. Raises NoAnswer.

    `year`: the period that begins in it; None: the 365 days that end with `as_of`. `found`: the
    published editions, where they are at hand.
    """
    now = today(parts)
    day, known = as_of or now, None if known_on == now else known_on
    _has_come("as_of", day, now)
    _has_come("known_on", known or now, now)
    all_editions = published(parts.store, parts.zone) if found is None else found
    if year is None:
        edition = in_force(all_editions, day, known or date.max)
        return _question(parts, TRAILING, edition, trailing(day), day, known)
    return _of_year(parts, year, day, known, all_editions)


def _has_come(field: str, day: date, now: date) -> None:
    if day > now:
        raise NoAnswer("in-the-future", "%(day)s has not come yet.", field=field, day=day)


def _of_year(parts: Parts, year: int, day: date, known: date | None, found: Sequence[Edition]) -> Question:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoAnswer("no-such-year", "Ask for a year from %(first)s to %(last)s.", field="year",
                       first=FIRST_YEAR, last=LAST_YEAR)  # fmt: skip
    begun = [each for each in found if int(each.period) <= year]
    edition = in_force(begun, date.max, known or date.max)
    window = _scheme(parts, edition).window(str(year)) if edition else trailing(day)
    if edition and window.start > day:
        raise NoAnswer("period-not-begun", "The period %(year)s had not begun on %(day)s.", field="year",
                       year=year, day=day)  # fmt: skip
    return _question(parts, str(year), edition, window, day, known)


def _question(
    parts: Parts, id: str, edition: Edition | None, window: Window, day: date, known: date | None
) -> Question:
    if edition is None or edition.since > min(day, window.end):
        text = "No edition of the assessment was in force on %(day)s."
        if known:
            text = "No edition of the assessment was in force on %(day)s, as known on %(known)s."
        raise NoAnswer("no-edition", text, field="as_of", day=min(day, window.end), known=known)
    return Question(id, window, day, known, edition, _scheme(parts, edition))


def _scheme(parts: Parts, edition: Edition) -> Scheme:
    return publishing.scheme_of(
        publishing.texts_of(parts.store, edition.scheme_digest, edition.catalogue_digest)
    )


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def earlier(parts: Parts, question: Question, found: Sequence[Edition] | None = None) -> Question | None:
    """The same question a month before, None where it has no answer (its period had not begun)."""
    year = None if question.id == TRAILING else int(question.id)
    try:
        return ask(parts, year, month_before(question.day), question.known_on, found)
    except NoAnswer:
        return None
