"""Scores that a sheet publishes meanwhile: after the parts of a period, on days of the year, or both."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking, differences
from services.evaluation.pages import frame_words
from services.evaluation.pages.quantity_words import Sheet as Words
from tests.evaluation.sheets.scene import Scene, Sheet, catalogue
from tests.evaluation.test_checking import SHEET
from tests.evaluation.test_scheme_schema import VALIDATOR

CITE = 'cite: {sheet: 办法, year: "2025", clause: 每学期公布两次}'


def with_interim(said: str, text: str = SHEET) -> str:
    return text.replace("kinds:\n", f"interim: [{{{said}, {CITE}}}]\nkinds:\n", 1)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("on: [11-15, 01-20]", ["2025-01-20", "2025-11-15"]),
        ("on: 06-30", ["2025-06-30"]),
        ("on: 02-29, every: half-year", ["2025-02-28", "2025-06-30", "2025-12-31"]),
    ],
)
def test_they_stand_on_the_days_that_the_sheet_names(said, days):
    sheet = Sheet(with_interim(said))
    assert Scene(sheet).interim("2025") == days
    assert not list(VALIDATOR.iter_errors(checking.rulebooks.plain(sheet.text)))


def test_a_period_has_such_a_day_once_for_each_of_its_years_and_only_inside_it():
    school = SHEET.replace("period: {every: year, starts: 01-01}", "period: {every: school-year}")
    sheet = Sheet(with_interim("on: [11-15, 01-20]", school))
    assert Scene(sheet).interim("2025-2026") == ["2025-11-15", "2026-01-20"]
    games = "period: {every: once, id: games, from: 2024-12-01, to: 2025-12-31}"
    once = Sheet(with_interim("on: 12-24", SHEET.replace("period: {every: year, starts: 01-01}", games)))
    assert Scene(once).interim("games") == ["2024-12-24", "2025-12-24"]


def test_neither_parts_nor_days_is_a_mistake():
    with spoken("en"):
        (fault,) = checking.checked(with_interim("on: []"))["faults"]
    assert fault["message"] == "`every` is missing"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "15 November, 20 January"), ("zh", "11月15日、1月20日")]
)
def test_they_are_said_in_words(language, said):
    text = with_interim("on: [11-15, 01-20]")
    with spoken(language):
        told = [value for _, value in frame_words.settings(Words(Sheet(text).scheme, catalogue()))]
        changed = differences.differences(SHEET, text)
    assert any(said in value for value in told)
    assert "11-15" in "".join(each["text"] for each in changed)
