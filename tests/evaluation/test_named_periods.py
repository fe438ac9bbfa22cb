"""Reviews that are held after the period that they are about."""

from datetime import date
from fractions import Fraction

from infra.spoken import spoken
from services.evaluation import checking
from services.evaluation.domain import facts_file
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.facts import exact
from services.evaluation.domain.outcome import books_of, judge
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.windows import trailing
from services.evaluation.projections.results import Running, current, refresh
from tests.evaluation.sheets.scene import Scene, Sheet, catalogue
from tests.evaluation.sheets.stored import from_the_ledger
from tests.evaluation.telling import Campus, heard, worker
from tests.evaluation.toy import LINE, points, sheet

MARKS = "{measure: marks, each: [person, role], within: last, worth: amount, across: mean, placed: %s%s}"
MARKED = "points: 10, rule: mark, when_none: zero, of: " + MARKS


def reviewed(of, *marks):
    """A branch with marks: (day, period named, value)."""
    scene = Scene(of)
    scene.unit("x", kind="branch", since="2015-01-01")
    for day, period, value in marks:
        about = {"person": f"r{day}", "role": "committee", "item": "a", "period": period}
        scene.tells(day, "marks", "x", day=day, filed=day, amount=value, **about)
    return scene


def both(scene, period, **when):
    """The points by the facts, which are those by the ledger."""
    found = points(scene, period, **when)
    assert from_the_ledger(scene, period, when.get("as_of", ""), when.get("known_on", "")).totals == {
        "x": exact(sum(map(Fraction, found), Fraction(0)))
    }
    return found


def test_a_mark_counts_in_the_period_that_it_names_whatever_day_it_was_given():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2018-01-22", "2017", 8), ("2018-06-01", "2018", 6))
    assert [both(scene, year) for year in ("2017", "2018", "2019")] == [["8"], ["6"], ["0"]]
    by_day = reviewed(sheet(MARKED % ("day", "")), ("2018-01-22", "2017", 8), ("2018-06-01", "2018", 6))
    assert [both(by_day, year) for year in ("2017", "2018")] == [["0"], ["7"]]


def test_an_item_of_marks_may_say_itself_that_they_name_their_period():
    item = "points: 10, rule: mark, when_none: zero, placed: %s"
    given = ("2018-01-22", "2017", 8), ("2018-01-23", "2017", 6)
    by_period, by_day = (reviewed(sheet(item % placed), *given) for placed in ("period", "day"))
    assert [both(by_period, year) for year in ("2017", "2018")] == [["7"], ["0"]]
    assert [both(by_day, year) for year in ("2017", "2018")] == [["0"], ["7"]]


def test_an_item_with_a_quantity_of_its_own_says_inside_it_what_places_its_facts():
    with spoken("en"):
        found = checking.checked(sheet((MARKED % ("day", "")) + ", placed: period").text)
    assert [each["message"] for each in found["faults"]] == ["write `placed` inside `of`"]


def test_it_counts_as_of_the_last_day_of_its_period_and_only_when_it_was_known():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2018-01-22", "2017", 8))
    assert both(scene, "2017", as_of="2017-12-30") == ["0"]
    assert both(scene, "2017", as_of="2017-12-31") == ["8"]
    assert both(scene, "2017", known_on="2018-01-21") == ["0"]
    assert both(scene, "2017", known_on="2018-01-22") == ["8"]


def test_what_names_a_later_period_counts_from_its_first_day():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2017-12-20", "2018", 8))
    assert both(scene, "2017") == ["0"]
    assert both(scene, "2018", as_of="2018-01-01") == ["8"]


def test_what_names_no_period_counts_by_its_own_day():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2018-01-22", "", 8), ("2018-01-23", "some day", 6))
    assert [both(scene, year) for year in ("2017", "2018")] == [["0"], ["7"]]


def test_a_trailing_year_takes_what_names_a_period_that_it_cuts_through_by_its_own_day():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2018-01-22", "2017", 8))
    assert total(scene, trailing(date(2018, 3, 1))) == 8
    assert total(scene, trailing(date(2018, 1, 21))) == 0


def total(scene, window):
    plain = {"facts": facts_file.FORM, "tellings": scene.tellings}
    lines, entries = facts_file.read(Cursor(plain), catalogue())
    books = books_of(lines, entries, scene.sheet.scheme, window.end)
    return judge(scene.sheet.scheme, books, window, window.end).results["x"].total


def test_parts_of_the_period_take_what_names_them():
    quarters = f"each_period: quarter, of: [{{{LINE.strip()[3:-1] % ('c', MARKED % ('period', ''))}}}]"
    scene = reviewed(sheet(quarters), ("2018-01-10", "2017-Q4", 8), ("2017-07-03", "2017-Q2", 6),
                     ("2018-01-22", "2017", 9))  # fmt: skip
    assert both(scene, "2017") == ["14"]


def test_windows_before_and_several_years_take_what_names_them():
    before, years = MARKED % ("period", ", shift: -1"), MARKED % ("period", ", years: 2")
    scene = reviewed(sheet(before, years), ("2017-01-22", "2016", 4), ("2018-01-22", "2017", 8))
    assert both(scene, "2018") == ["8", "8"]
    assert both(scene, "2017") == ["4", "6"]


def test_school_years_and_single_periods_are_named_too():
    once = "period: {every: once, id: games-2017, from: 2017-03-01, to: 2017-04-30}\nroot:"
    text = sheet(MARKED % ("period", "")).text
    scene = reviewed(Sheet(text.replace("root:", once)), ("2017-06-01", "games-2017", 8))
    assert both(scene, "games-2017") == ["8"]
    school = Sheet(text.replace("root:", "period: {every: school-year}\nroot:"))
    assert both(reviewed(school, ("2018-09-20", "2017-2018", 7)), "2017-2018") == ["7"]


def test_a_fact_counts_with_its_day_and_its_period_in_the_explanation():
    scene = reviewed(sheet(MARKED % ("period", "")), ("2018-01-22", "2017", 8))
    told = plain(scene.scores("2017").results["x"])
    (fact,) = told["score"]["parts"][0]["proof"]["of"]["facts"]
    assert (fact["day"], fact["tags"]["period"]) == ("2018-01-22", "2017")


def test_only_what_names_a_period_can_be_placed_by_it():
    with spoken("en"):
        of = "{measure: evidence, placed: period}"
        found = checking.checked(sheet(f"points: 1, rule: minimum, of: {of}").text)
    assert [each["message"].split(";")[0] for each in found["faults"]] == ["evidence has no period"]


def test_a_kept_result_of_a_period_is_computed_again_for_what_is_told_after_it():
    of = sheet(MARKED % ("period", "")).scheme
    campus = Campus().found("x", kind="branch", on=date(2015, 1, 1))
    engine, asked = heard(campus), Running("2017", "edition-1", of, of.window("2017"), date(2018, 2, 1))
    refresh(engine, [asked])
    mark = {"mark": "m", "branch": "x", "period": "2017", "item": "a", "role": "committee", "rater": "r",
            "occasion": "", "value": "8", "level": "", "grounds": "", "on": date(2018, 1, 22),
            "filed_on": date(2018, 1, 22)}  # fmt: skip
    campus.tell("evaluation.mark-given", **mark)
    worker(engine, campus).step()
    refresh(engine, [asked])
    with engine.connect() as db:
        assert [each.total for each in current(db, "2017")] == ["8"]
