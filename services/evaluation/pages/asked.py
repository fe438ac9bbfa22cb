"""What a page is asked: period, day, clock, all in the address, so that a link says the same tomorrow."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext as _
from services.chassis.web.language import shown
from services.evaluation.pages import period_words
from services.evaluation.periods import Periods, Scored
from services.evaluation.questions import TRAILING, NoAnswer, today


@dataclass(frozen=True)
class Asked:
    """`period`: as it stands in the address; `periods` are (id, label) of those to choose from."""

    period: str
    as_of: date | None
    known_on: date | None
    periods: list[tuple[str, str]]

    @property
    def trailing(self) -> bool:
        return self.period == TRAILING

    @property
    def query(self) -> dict[str, Any]:
        """Keyword arguments of every query function."""
        return {"period": self.period, "as_of": self.as_of, "known_on": self.known_on}

    @property
    def link(self) -> dict[str, str]:
        """The arguments of an address that asks the same."""
        days = {"as_of": self.as_of, "known_on": self.known_on}
        return {"period": self.period} | {name: day.isoformat() for name, day in days.items() if day}


def asked(parts: Parts) -> Asked:
    """The question of this request; what cannot be read is as if it had not been given."""
    now = today(parts)
    choices = [(each.id, _label(each, now)) for each in Periods.of(parts).begun(now)]
    choices.append((TRAILING, _("last 365 days")))
    given = request.args.get("period", "")
    period = given if given in dict(choices) else choices[0][0]
    return Asked(period, _day("as_of"), _day("known_on"), choices)


def _label(of: Scored, now: date) -> str:
    period = period_words.titled(of)
    return _("%(period)s, running", period=period) if now <= of.window.end else period


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def because(error: NoAnswer) -> str:
    """Why there is no answer, in the reader's language."""
    return _(error.text, **{name: shown(value) for name, value in error.facts.items()})
