"""Which days a fact may name: facts may be told late, never before they happen."""

from datetime import date

from services.chassis.decider import Refused

FIRST_DAY = date(1949, 10, 1)  # an older date is a slip of the keyboard, not a fact of these unions


def must_have_happened(on: date, filed_on: date, field: str = "on") -> None:
    """Refuse a day after the one on which it is told (`filed_on`), and days that cannot be meant."""
    if on > filed_on:
        raise Refused("not-happened-yet", "This day has not come yet.", field)
    if on < FIRST_DAY:
        raise Refused("absurd-day", "This day lies too far in the past.", field)


def must_not_precede(on: date, earlier: date | None, field: str = "on") -> None:
    """Refuse a day before the last change that it builds on."""
    if earlier and on < earlier:
        raise Refused("before-last-change", "This is before the last change, on %(day)s.", field, day=earlier)
