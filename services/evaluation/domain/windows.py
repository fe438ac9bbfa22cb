"""Days, windows and sub-periods: which facts a day asked can see."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

TRAILING = 365  # days, the day asked included


class MonthDay(NamedTuple):
    """A day of any year; 02-29 is the 28th where there is no 29th."""

    month: int
    day: int

    def of(self, year: int) -> date:
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def last(self, until: date) -> date:
        """The latest such day that is not after `until`."""
        found = self.of(until.year)
        return found if found <= until else self.of(until.year - 1)

    @staticmethod
    def parse(text: str) -> "MonthDay":
        """`03-31`. Raises ValueError for what no year has."""
        month, day = (int(part) for part in text.split("-"))
        date(2024, month, day)
        return MonthDay(month, day)


NEW_YEAR = MonthDay(1, 1)


@dataclass(frozen=True)
class Window:
    """First and last day, both included."""

    start: date
    end: date

    def years(self, count: int) -> "Window":
        """This window with `count` - 1 more years before it."""
        return Window(MonthDay(self.start.month, self.start.day).of(self.start.year - count + 1), self.end)


def period(year: int, starts: MonthDay = NEW_YEAR) -> Window:
    """The period of twelve months that starts in `year`."""
    return Window(starts.of(year), starts.of(year + 1) - timedelta(days=1))


def trailing(day: date) -> Window:
    """The 365 days that end with `day`."""
    return Window(day - timedelta(days=TRAILING - 1), day)


SUB_PERIODS: dict[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
    "half-year": lambda day: f"{day.year}-H{(day.month + 5) // 6}",
    "year": lambda day: f"{day.year}",
}
