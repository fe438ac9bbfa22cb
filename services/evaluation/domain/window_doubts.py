"""What a sound scheme says of days that a union should look at: terms, vacations and parts of the year."""

from itertools import combinations

from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.windows import MONTHS, MonthDay

DAYS = 366
YEAR = MONTHS["year"]
LONG = {**MONTHS, "semester": MONTHS["half-year"], "school-year": YEAR}  # at least, in months


def windows(at: Cursor, nodes: list[Cursor]) -> None:
    """Note every doubt about the days and parts of the year that a scheme names."""
    _single(at["period"])
    _deadlines([node for node in nodes if node["rule"].value == "deadline"])
    _vacations(at["calendar"]["vacations"].items())
    parts = [node["each_period"] for node in nodes] + [each["every"] for each in at["interim"].items()]
    for part in parts:
        _longer(part, at["period"]["every"].text("year"))


def _single(period: Cursor) -> None:
    """What only a single period has, said of one that comes again."""
    if "every" in period and period["every"].value != "once":
        for name in ("id", "from", "to"):
            if name in period:
                period[name].warn("`%(name)s` counts for a single period only (`every: once`)", name=name)


def _days(at: Cursor) -> set[int]:
    """The days of a year, by number, from `opens` to `due`."""
    try:
        starts, ends = (MonthDay.parse(str(at[name].value)).of(2024) for name in ("opens", "due"))
    except ValueError:
        return set()
    first, last = (each.timetuple().tm_yday for each in (starts, ends))
    return {day % DAYS for day in range(first, last + (0 if first <= last else DAYS) + 1)}


def _deadlines(items: list[Cursor]) -> None:
    """One filing that is in time for two items."""
    for one, other in combinations(items, 2):
        if one["of"].value == other["of"].value and _days(one) & _days(other):
            other.warn("its term overlaps that of %(other)s: one filing would count for both",
                       other=one["id"].text())  # fmt: skip


def _vacations(items: list[Cursor]) -> None:
    for one, other in combinations(items, 2):
        if _vacation(one) & _vacation(other):
            other.warn("this vacation overlaps an earlier one")


def _vacation(at: Cursor) -> set[int]:
    names = {"opens": at["from"].value, "due": at["to"].value}
    return _days(Cursor(names))


def _longer(at: Cursor, period: str) -> None:
    """A part of the year that no period holds twice."""
    if LONG.get(str(at.value), 0) > LONG.get(period, YEAR):
        at.warn("a %(part)s is longer than the %(period)s that is scored, so there is only one",
                part=at.value, period=period)  # fmt: skip
