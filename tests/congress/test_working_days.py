"""Due days around the holidays: counted from the State Council's notice, never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.congress.working_days import CalendarUnknown, StateCouncil, due

days = StateCouncil()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 1, 24), 1, date(2025, 1, 26)),  # the Sunday before Spring Festival is worked
        (date(2025, 1, 26), 1, date(2025, 1, 27)),
        (date(2025, 1, 27), 1, date(2025, 2, 5)),  # 28 January to 4 February are off
        (date(2025, 1, 27), 4, date(2025, 2, 8)),  # Saturday 8 February is worked
        (date(2025, 4, 30), 1, date(2025, 5, 6)),  # Labour Day: 1 to 5 May
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # National Day and Mid-Autumn: 1 to 8 October
        (date(2025, 6, 6), 1, date(2025, 6, 9)),  # a plain weekend
    ],
)
def test_a_due_day_skips_what_is_off_and_counts_what_is_worked(start, count, end):
    assert days.after(start, count) == end


def test_thirty_working_days_over_the_spring_festival():
    assert days.after(date(2025, 1, 13), 30) == date(2025, 2, 28)
    assert date(2025, 1, 13) + timedelta(days=30) == date(2025, 2, 12)


def test_an_unpublished_year_is_said_and_not_guessed():
    with pytest.raises(CalendarUnknown) as caught:
        days.after(date(2098, 12, 20), 30)
    assert caught.value.year == 2098
    assert due(days, date(2098, 12, 20), 30) is None


@given(st.dates(date(2023, 1, 1), date(2024, 6, 30)), st.integers(0, 60), st.integers(0, 60))
def test_due_days_add_up_and_never_run_backwards(start, some, more):
    assert days.after(days.after(start, some), more) == days.after(start, some + more)
    assert days.after(start, some) <= days.after(start, some + 1)


@given(st.dates(date(2023, 1, 1), date(2024, 6, 30)), st.integers(1, 60))
def test_a_due_day_is_worked(start, count):
    assert days.worked(days.after(start, count))
