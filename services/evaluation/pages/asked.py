"""What a page is asked: period, day, clock, all in the address, so that a link says the same tomorrow."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext as _
from services.chassis.web.language import shown
from services.evaluation.projections.editions import published
from services.evaluation.questions import TRAILING, NoAnswer, today


@dataclass(frozen=True)
class Asked:
    """`year` None is the trailing year; `years` are (value, label) of the periods to choose from."""

    year: int | None
    as_of: date | None
    known_on: date | None
    years: list[tuple[str, str]]

    @property
    def value(self) -> str:
        """The chosen period as it stands in the address."""
        return TRAILING if self.year is None else str(self.year)

    @property
    def query(self) -> dict[str, Any]:
        """Keyword arguments of every query function."""
        return {"year": self.year, "as_of": self.as_of, "known_on": self.known_on}

    @property
    def link(self) -> dict[str, str]:
        """The arguments of an address that asks the same."""
        days = {"as_of": self.as_of, "known_on": self.known_on}
        return {"year": self.value} | {name: day.isoformat() for name, day in days.items() if day}


def asked(parts: Parts) -> Asked:
    """The question of this request; what cannot be read is as if it had not been given."""
    now = today(parts)
    first = min((int(each.period) for each in published(parts.store, parts.zone)), default=now.year)
    years = [(str(year), _label(year, now.year)) for year in range(now.year, first - 1, -1)]
    given = request.args.get("year", "")
    year = None if given == TRAILING else int(given) if given in dict(years) else now.year
    choices = [*years, (TRAILING, _("last 365 days"))]
    return Asked(year, _day("as_of"), _day("known_on"), choices)


def _label(year: int, running: int) -> str:
    return _("%(year)s, running", year=year) if year == running else _("Year %(year)s", year=year)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def because(error: NoAnswer) -> str:
    """Why there is no answer, in the reader's language."""
    return _(error.text, **{name: shown(value) for name, value in error.facts.items()})
