"""A period in words: `2025-Q2` is the second quarter of 2025."""

from collections.abc import Callable, Mapping

from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.periods import Scored


def titled(of: Scored) -> str:
    """The period as a reader calls it; a single one is called as its scheme."""
    every = of.scheme.period.every
    return RECURRING[every](of.id) if every in RECURRING else words.titled(of.scheme.title)


def _semester(id: str) -> str:
    years, number = id.rsplit("-", 1)
    return _("Semester %(number)s of %(years)s", number=number, years=years)


def _quarter(id: str) -> str:
    year, number = id.split("-Q")
    return _("Quarter %(number)s of %(year)s", number=number, year=year)


def _month(id: str) -> str:
    year, month = id.split("-")
    return _("Month %(month)s of %(year)s", month=int(month), year=year)


RECURRING: Mapping[str, Callable[[str], str]] = {
    "year": lambda id: _("Year %(year)s", year=id),
    "years": lambda id: _("Years %(years)s", years=id),
    "school-year": lambda id: _("School year %(years)s", years=id),
    "semester": _semester,
    "quarter": _quarter,
    "month": _month,
}
