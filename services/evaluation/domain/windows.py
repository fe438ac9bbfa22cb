"""Days, windows, periods and sub-periods: which facts a day asked can see."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

TRAILING = 365  # days, the day asked included
FIRST, LAST = 1900, 9000  # years that an id may name
DAY = timedelta(days=1)


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


def months_after(day: date, months: int) -> date:
    """The same day of the month, so many months later; the last one where it is missing."""
    at = day.year * 12 + day.month - 1 + months
    return MonthDay(at % 12 + 1, day.day).of(at // 12)


def year_after(day: date) -> date:
    """The same day a year later: how long after a period what it was about may still be told."""
    return months_after(day, 12)


@dataclass(frozen=True)
class Window:
    """First and last day, both included."""

    start: date
    end: date

    def years(self, count: int) -> "Window":
        """This window with `count` - 1 more years before it."""
        return Window(months_after(self.start, -12 * (count - 1)), self.end)

    def shifted(self, by: int) -> "Window":
        """The window so many of its own lengths later; whole months where it is made of such."""
        after = self.end + DAY
        months = (after.year - self.start.year) * 12 + after.month - self.start.month
        if months and months_after(self.start, months) == after:
            return Window(months_after(self.start, by * months), months_after(after, by * months) - DAY)
        return Window(self.start + by * self.length, self.end + by * self.length)

    @property
    def length(self) -> timedelta:
        return self.end - self.start + DAY

    def cut_by(self, other: "Window") -> bool:
        """Whether the other holds a part of this one and not all of it."""
        apart = self.end < other.start or other.end < self.start
        return not apart and not (other.start <= self.start and self.end <= other.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def trailing(day: date) -> Window:
    """The 365 days that end with `day`."""
    return Window(day - timedelta(days=TRAILING - 1), day)


def yearly(year: int, starts: MonthDay = NEW_YEAR) -> Window:
    """The twelve months that start in `year`."""
    return Window(starts.of(year), starts.of(year + 1) - DAY)


@dataclass(frozen=True)
class Calendar:
    """The school's year: the first days of its semesters, and its vacations."""

    semesters: tuple[MonthDay, ...] = (MonthDay(9, 1), MonthDay(2, 15))
    vacations: tuple[tuple[MonthDay, MonthDay], ...] = ()

    def semester_starts(self, year: int) -> list[date]:
        """First days of the semesters of the school year that begins in `year`."""
        first = self.semesters[0]
        return [each.of(year if each >= first else year + 1) for each in self.semesters]

    def school_year(self, day: date) -> int:
        return day.year if day >= self.semesters[0].of(day.year) else day.year - 1

    def holding(self, every: str, day: date) -> tuple[str, Window]:
        """The sub-period that a day lies in, with its id."""
        if every in ("semester", "school-year"):
            return self._of_school(every, self.school_year(day), day)
        if every == "day":
            return day.isoformat(), Window(day, day)
        if every == "week":
            monday = day - timedelta(days=day.weekday())
            return f"{monday:%G-W%V}", Window(monday, monday + timedelta(days=6))
        months = MONTHS[every]
        number = (day.month - 1) // months
        start = date(day.year, number * months + 1, 1)
        return NAMED[every](day.year, number + 1), Window(start, months_after(start, months) - DAY)

    @lru_cache(maxsize=65_536)  # noqa: B019 - a value, one for each scheme
    def name_of(self, every: str, day: date) -> str:
        """The id of the sub-period that a day lies in."""
        return self.holding(every, day)[0]

    def _of_school(self, every: str, year: int, day: date) -> tuple[str, Window]:
        whole = Window(self.semesters[0].of(year), self.semesters[0].of(year + 1) - DAY)
        if every == "school-year":
            return f"{year}-{year + 1}", whole
        starts = [*self.semester_starts(year), whole.end + DAY]
        number = sum(start <= day for start in starts)
        return f"{year}-{year + 1}-{number}", Window(starts[number - 1], starts[number] - DAY)

    def split(self, every: str, window: Window) -> list[tuple[str, Window]]:
        """The sub-periods of a window, its first and last cut to it."""
        found, day = [], window.start
        while day <= window.end:
            name, inside = self.holding(every, day)
            found.append((name, Window(day, min(inside.end, window.end))))
            day = inside.end + DAY
        return found

    def fresh_until(self, day: date, days: int, after_vacation: int | None) -> date:
        """The last day on which a filing about `day` is fresh; a vacation puts it off."""
        last = day + timedelta(days=days)
        for starts, ends in self.vacations:
            end = next(e for e in (ends.of(last.year), ends.of(last.year + 1)) if e >= last)
            if after_vacation is not None and starts.last(end) <= last:
                return max(last, end + timedelta(days=after_vacation))
        return last


MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
NAMED = {
    "month": lambda year, number: f"{year}-{number:02d}",
    "quarter": lambda year, number: f"{year}-Q{number}",
    "half-year": lambda year, number: f"{year}-H{number}",
    "year": lambda year, number: f"{year}",
}
PARTS = ("year", "school-year", "half-year", "semester", "quarter", "month")
SUB_PERIODS = frozenset({"day", "week", "semester", "school-year", *MONTHS})


@dataclass(frozen=True)
class Period:
    """Which windows a scheme scores, and what they are called."""

    every: str = "year"  # year, school-year, semester, quarter, month, years, once
    starts: MonthDay = NEW_YEAR
    named_by_end: bool = False  # a year that starts in December 2017 is 2018
    years: int = 1
    since: int = 2000  # a first year of cycles of several years
    once: tuple[str, Window] | None = None

    def window(self, id: str, calendar: Calendar) -> Window:
        """The window of a period's id. Raises ValueError when it is none of this scheme's."""
        if self.once:
            if id != self.once[0]:
                raise ValueError(f"{id}: this scheme scores one period, {self.once[0]}")
            return self.once[1]
        first = date(int(id[:4]), 1, 1)
        for name, window in self._near(first, calendar):
            if name == id:
                return window
        raise ValueError(f"{id} is no period of this scheme; one is {self.holding(first, calendar)[0]}")

    def named(self, id: str, calendar: Calendar) -> Window | None:
        """The window of a period's id; None when it is none of this kind."""
        if self.once:
            return self.once[1] if id == self.once[0] else None
        year = id[:4]
        if not (year.isascii() and year.isdigit() and FIRST <= int(year) <= LAST):
            return None
        return dict(self._near(date(int(year), 1, 1), calendar)).get(id)

    def holding(self, day: date, calendar: Calendar) -> tuple[str, Window]:
        """The period that a day lies in, with its id; of a single period that one."""
        if self.once:
            return self.once
        return next(each for each in self._near(day, calendar) if day in each[1])

    def _near(self, day: date, calendar: Calendar) -> list[tuple[str, Window]]:
        """Periods around a day, by id."""
        if self.every == "years":
            first = self.since + (day.year - self.since) // self.years * self.years
            return [self._cycle(year) for year in (first - self.years, first, first + self.years)]
        if self.every == "year":
            return [self._year(year) for year in (day.year - 1, day.year, day.year + 1)]
        around = Window(months_after(day, -12), months_after(day, 24))
        found = dict(
            calendar.holding(self.every, each.start) for _, each in calendar.split(self.every, around)
        )
        return list(found.items())

    def _cycle(self, year: int) -> tuple[str, Window]:
        end = self.starts.of(year + self.years) - DAY
        return f"{year}-{year + self.years - 1}", Window(self.starts.of(year), end)

    def _year(self, year: int) -> tuple[str, Window]:
        return str(year + self.named_by_end), yearly(year, self.starts)


@lru_cache(maxsize=4096)
def named(id: str, period: Period, calendar: Calendar) -> Window | None:
    """The window that an id names: one of these periods, or a part of the year; None when it names none."""
    kinds = (period, *(Period(every) for every in PARTS))
    return next((found for each in kinds if (found := each.named(id, calendar))), None)
