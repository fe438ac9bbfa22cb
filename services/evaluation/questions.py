"""A question about scores: which window, which day, under which clock, by which edition."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from services.chassis.decider import Refused
from services.chassis.running.parts import Parts
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.windows import Window, trailing
from services.evaluation.periods import Periods
from services.evaluation.projections.editions import Edition
from services.evaluation.projections.results import Running

TRAILING, BEFORE = "trailing", "-before"


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
    period: str = TRAILING,
    as_of: date | None = None,
    known_on: date | None = None,
    periods: Periods | None = None,
) -> Question:
    """The question as it can be answered: by default today, as known now. Raises NoAnswer.

    `period`: its id as the scheme writes it; `trailing`: the 365 days that end with `as_of`. `periods`:
    those of the published editions, where they are at hand.
    """
    now = today(parts)
    day, known = as_of or now, None if known_on == now else known_on
    _has_come("as_of", day, now)
    _has_come("known_on", known or now, now)
    found = periods or Periods.of(parts)
    return (_of_trailing if period in ("", TRAILING) else _of_period)(found, period, day, known)


def _has_come(field: str, day: date, now: date) -> None:
    if day > now:
        raise NoAnswer("in-the-future", "%(day)s has not come yet.", field=field, day=day)


def _of_trailing(found: Periods, period: str, day: date, known: date | None) -> Question:
    edition = found.in_force(day, known or date.max)
    if edition is None:
        raise _no_edition(day, known)
    return Question(TRAILING, trailing(day), day, known, edition, found.scheme(edition))


def _of_period(found: Periods, period: str, day: date, known: date | None) -> Question:
    scored = found.scoring(period, known or date.max)
    if scored is None:
        raise _not_scored(found, period, day, known)
    if scored.window.start > day:
        raise NoAnswer("period-not-begun", "The period %(period)s had not begun on %(day)s.", field="period",
                       period=period, day=day)  # fmt: skip
    last = min(day, scored.window.end)
    if scored.edition.since > last:
        raise _no_edition(last, known)
    return Question(period, scored.window, day, known, scored.edition, scored.scheme)


def _not_scored(found: Periods, period: str, day: date, known: date | None) -> NoAnswer:
    """Before the first edition there is none; later ones have other periods."""
    ends = (each.window.end for each in found.knowing(period, known or date.max))
    last = min([day, *ends])
    example = found.example(last, known or date.max)
    if not example:
        return _no_edition(last, known)
    text = "%(period)s is no period of the assessment in force; one is %(example)s."
    return NoAnswer("no-such-period", text, field="period", period=period, example=example)


def _no_edition(day: date, known: date | None) -> NoAnswer:
    text = "No edition of the assessment was in force on %(day)s."
    if known:
        text = "No edition of the assessment was in force on %(day)s, as known on %(known)s."
    return NoAnswer("no-edition", text, field="as_of", day=day, known=known)


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def earlier(parts: Parts, question: Question, periods: Periods | None = None) -> Question | None:
    """The same question a month before, None where it has no answer (its period had not begun)."""
    try:
        return ask(parts, question.id, month_before(question.day), question.known_on, periods)
    except NoAnswer:
        return None
