"""Working days by the State Council's yearly holiday notice: counted from its data, never guessed."""

from datetime import date, timedelta
from typing import Protocol

import chinese_calendar  # type: ignore[import-untyped]


class CalendarUnknown(Exception):
    """The notice for this year is not in the data: nobody can say which of its days are worked."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working days of {year} are not published yet")
        self.year = year


class WorkingDays(Protocol):
    """Implemented by `StateCouncil`; a school with its own calendar can bring another."""

    def after(self, day: date, days: int) -> date:
        """The `days`-th working day after `day`, which itself does not count. Raises CalendarUnknown."""


class StateCouncil:
    """The notices as collected by the `chinesecalendar` package, make-up working days included."""

    def after(self, day: date, days: int) -> date:
        while days > 0:
            day += timedelta(days=1)
            days -= self.worked(day)
        return day

    def worked(self, day: date) -> bool:
        """Whether the day is a working day; raises CalendarUnknown for a year without a notice."""
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError as problem:
            raise CalendarUnknown(day.year) from problem


def due(calendar: WorkingDays, day: date, days: int) -> date | None:
    """The due day, or None when it falls into a year whose notice is not published yet."""
    try:
        return calendar.after(day, days)
    except CalendarUnknown:
        return None
