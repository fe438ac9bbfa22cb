"""Convening a congress: its window, and figures that have a source."""

from dataclasses import replace
from datetime import date

import pytest

from services.chassis.testing import refused, spec
from services.congress.domain.congress import (
    CloseCongress,
    CongressClosed,
    CongressConvened,
    ConveneCongress,
    decider,
)
from tests.congress.stories import FROM, OPENS, SETTINGS, TO

given = spec(decider)
facts = {
    "congress": "congress-8",
    "name": "第八届教代会第三次会议",
    "term": 8,
    "session": 3,
    "on": OPENS,
    "window_from": FROM,
    "window_to": TO,
    "settings": SETTINGS,
}
convene = ConveneCongress(by="office", **facts)
convened = CongressConvened(**facts)
closed = CongressClosed(congress="congress-8", on=OPENS)


def test_a_congress_is_convened_with_its_window_and_settings():
    assert given().when(convene) == [convened]


def test_a_window_cannot_end_before_it_begins():
    with refused("window-reversed"):
        given().when(replace(convene, window_to=date(2025, 3, 1)))


def test_a_window_ends_on_the_opening_day_at_the_latest():
    with refused("window-after-opening"):
        given().when(replace(convene, window_to=date(2025, 4, 19)))


@pytest.mark.parametrize("figure", ["review_days", "reply_days", "rating_days", "max_rounds"])
def test_a_figure_that_no_congress_could_work_with_is_refused(figure):
    with refused("setting-too-small"):
        given().when(replace(convene, settings=replace(SETTINGS, **{figure: 0})))


def test_figures_without_a_source_are_refused():
    with refused("no-citation"):
        given().when(replace(convene, settings=replace(SETTINGS, citation=" ")))


def test_closing_twice_closes_once():
    assert given(convened).when(CloseCongress(by="office", on=OPENS)) == [closed]
    assert given(convened, closed).when(CloseCongress(by="office", on=OPENS)) == []


def test_a_congress_is_not_closed_before_it_opens():
    with refused("closed-before-opening"):
        given(convened).when(CloseCongress(by="office", on=FROM))
