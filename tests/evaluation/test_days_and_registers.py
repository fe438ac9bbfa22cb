"""On which day something stands, what is known of it, and what is said when nothing is."""

from datetime import date
from fractions import Fraction

import pytest

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

HEAD = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2017-01-01
kinds: {branch: {zh: 分会, en: Branch}, group: {zh: 小组, en: Group}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: %s,
  ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
LINE = "    - {id: %s, title: {zh: 项, en: Item}, cite: {sheet: 试, year: '2017', clause: '1'}, %s}\n"
GATE = "{id: gate, title: {zh: 门, en: Gate}, cite: {sheet: 试, year: '2017', clause: '1'}, bars: all, %s}"
GIVEN = "points: 1, rule: given"


def sheet(*items, counted_on="period-end", tail=""):
    """A sheet of items `a`, `b`, ... in this order."""
    lines = "".join(LINE % (name, item) for name, item in zip("abcdefgh", items, strict=False))
    return Sheet(HEAD % counted_on + lines + tail)


def gated(gate, *items, **more):
    return sheet(*(items or (GIVEN,)), tail=f"gates: [{GATE % gate}]\n", **more)


def joined(scene, unit, day, *persons):
    for person in persons:
        scene.tells(day, "joined", unit, day=day, person=person)


def points(scene, period="2018", unit="x", **when):
    """The points of every item, as exact text."""
    found = scene.scores(period, **when).results[unit]
    return [exact(each.points) for each in found.root.parts]


# --- the day on which members and staff are counted

MEMBERS = "{stock: members}"
STAFF = "{register: staff}"


def growing(of):
    """8 members of 10 staff when the year begins; 2 members and 20 staff more in June."""
    scene = Scene(of)
    scene.unit("x", kind="branch", staff=10)
    joined(scene, "x", "2017-05-01", *(f"p{n}" for n in range(8)))
    joined(scene, "x", "2018-06-01", "p8", "p9")
    scene.sets("2018-06-01", "staff", "x", "2018-06-01", 30)
    scene.sets("2018-06-01", "women", "x", "2018-06-01", 15)
    return scene


@pytest.mark.parametrize(
    ("counted_on", "expected"),
    [("period-start", ["80", "8", "10"]), ("period-end", ["33.33", "10", "30"]),
     ("05-31", ["80", "8", "10"])],
)  # fmt: skip
def test_members_and_staff_stand_on_the_counting_day_wherever_they_are_asked(counted_on, expected):
    ratio = f"points: 100, rule: ratio, when_none: zero, of: {MEMBERS}, over: {STAFF}"
    each = "points: open, rule: count, per: 1, of: "
    of = sheet(ratio, each + MEMBERS, each + STAFF, counted_on=counted_on)
    assert points(growing(of)) == expected


def test_an_item_may_count_members_and_staff_on_a_day_of_its_own():
    each = "points: open, rule: count, per: 1, counted_on: period-start, of: "
    assert points(growing(sheet(each + MEMBERS, each + STAFF))) == ["8", "10"]


def test_size_bands_variants_factors_and_conditions_go_by_the_counting_day():
    large = f"{{of: {STAFF}, at_least: 20}}"
    of = sheet(
        f"points: 1, rule: given, applies: {{size: {large}, otherwise: zero}}",
        f"points: 1, rule: minimum, of: {{number: 1}}, variants: [{{size: {large}, points: 7}}]",
        f"points: 1, rule: given, cap: 9, coefficient: {{of: {STAFF}, bands: [{{at: 20, is: 2}}]}}",
        f"points: 1, rule: given, counts_if: {large}",
        counted_on="period-start",
    )
    assert points(growing(of)) == ["0", "1", "1", "0"]
    assert points(growing(Sheet(of.text.replace("period-start", "period-end")))) == ["1", "7", "2", "1"]


def test_gates_rewards_and_what_an_award_requires_go_by_the_counting_day():
    award = """awards:
  - id: best
    title: {zh: 奖, en: Prize}
    cite: {sheet: 试, year: '2017', clause: '1'}
    requires: {of: {register: staff}, at_most: 10}
    reward: {stock: members}
"""
    of = gated(f"of: {STAFF}, above: 10", GIVEN, counted_on="period-start")
    found = growing(Sheet(of.text.replace("bars: all", "bars: []") + award)).scores("2018")
    assert found.bars == {"x": []}
    assert found.rewards == {"best": {"x": "8"}}


def test_other_registers_stand_on_the_day_asked():
    of = sheet(
        "points: open, rule: count, per: 1, of: {register: figure, key: books}",
        "points: open, rule: count, per: 1, of: {register: women}",
        "points: open, rule: count, per: 1, of: {units: below}",
        counted_on="period-start",
    )
    scene = growing(of)
    scene.sets("2018-06-01", "figure", "x", "2018-06-01", 3, key="books")
    scene.unit("y", kind="group", since="2018-06-01", parent="x")
    assert points(scene) == ["3", "0", "1"]  # women were told in June, after the counting day


def test_a_window_before_is_counted_at_its_end():
    scene = growing(sheet("points: open, rule: count, per: 1, of: {stock: members, shift: -1}",
                          counted_on="period-start"))  # fmt: skip
    assert points(scene, "2019") == ["10"]


def test_growth_is_taken_between_two_counting_days():
    of = sheet(f"points: 100, rule: ratio, when_none: zero, of: {MEMBERS}, baseline: {{years_ago: 1}}",
               counted_on="period-start")  # fmt: skip
    assert points(growing(of), "2019") == ["25"]  # from 8 on 2018-01-01 to 10 on 2019-01-01


def test_head_counts_read_from_a_ledger_stand_on_the_counting_day_too():
    scene = growing(sheet(f"points: 100, rule: ratio, when_none: zero, of: {MEMBERS}, over: {STAFF}",
                          counted_on="period-start"))  # fmt: skip
    assert from_the_ledger(scene, "2018", "", "").totals == {"x": "80"}


# --- due days and terms


def evidenced(of, *days):
    """A branch with evidence: (its day, the day it was handed in)."""
    scene = Scene(of)
    scene.unit("x", kind="branch")
    for day, filed in days:
        scene.tells("2018-12-31", "evidence", "x", day=day, **({"filed": filed} if filed else {}))
    return scene


EVIDENCE = "points: open, rule: count, per: 1, of: {measure: evidence}"


@pytest.mark.parametrize(
    ("day", "filed", "expected", "why"),
    [("2018-03-01", "2018-03-31", "1", []), ("2018-03-01", "2018-04-01", "0", ["late"]),
     ("2018-03-31", "", "1", []), ("2018-04-01", "", "0", ["late"]),
     ("2018-06-30", "2018-03-01", "1", [])],
)  # fmt: skip
def test_with_a_due_day_a_fact_counts_only_if_it_was_handed_in_by_then(day, filed, expected, why):
    found = evidenced(sheet(f"{EVIDENCE}, due: 03-31"), (day, filed)).scores("2018")
    assert (found.points("x", "a"), found.passed("x", "a")) == (expected, why)


def test_facts_before_an_item_opens_do_not_count():
    of = sheet(f"{EVIDENCE}, opens: 06-01", f"{EVIDENCE}, opens: 03-01, due: 06-30")
    scene = evidenced(of, ("2018-02-28", ""), ("2018-05-31", ""), ("2018-06-01", ""), ("2018-07-01", ""))
    found = scene.scores("2018")
    assert [found.points("x", "a"), found.points("x", "b")] == ["2", "2"]
    assert found.passed("x", "a") == ["early", "early"]
    assert from_the_ledger(scene, "2018", "", "").totals == {"x": "4"}


def test_a_term_that_opened_before_the_window_takes_nothing_of_it_away():
    scene = evidenced(sheet(f"{EVIDENCE}, opens: 11-01, due: 03-31"),
                      ("2017-12-01", ""), ("2018-01-01", ""), ("2018-12-01", ""))  # fmt: skip
    assert points(scene) == ["1"]


# --- titles and other dated values that end, or that nobody told

TITLE = "{register: title, key: home, table: {qualified: 1, advanced: 2}%s}"
COUNTED = "points: open, rule: count, per: 5, of: " + TITLE


def held(of, *titles):
    """A branch with titles: (since, value, until)."""
    scene = Scene(of)
    scene.unit("x", kind="branch")
    for since, value, until in titles:
        scene.sets(since, "title", "x", since, value, key="home")
        scene.sets(since, "title-until", "x", since, until, key="home")
    return scene


@pytest.mark.parametrize(
    ("until", "expected"), [("2017-12-31", "0"), ("2018-12-30", "0"), ("2018-12-31", "5"), ("", "5")]
)
def test_a_title_counts_up_to_its_last_day(until, expected):
    assert points(held(sheet(COUNTED % ""), ("2016-03-01", "qualified", until))) == [expected]


def test_a_title_that_is_given_again_counts_although_the_first_has_ended():
    scene = held(sheet(COUNTED % ""), ("2014-03-01", "qualified", "2017-12-31"))
    scene.sets("2018-03-01", "title", "x", "2018-03-01", "advanced", key="home")
    assert points(scene, "2018") == ["10"]
    assert points(scene, "2017") == ["5"]


def test_a_title_that_was_held_at_the_end_of_the_year_before():
    shifted = COUNTED % ", shift: -1"
    assert points(held(sheet(shifted), ("2014-03-01", "qualified", "2017-12-31"))) == ["5"]
    assert points(held(sheet(shifted), ("2014-03-01", "qualified", "2017-12-30"))) == ["0"]


def test_otherwise_says_what_a_register_comes_to_when_it_has_nothing_that_counts():
    of = gated(f"of: {TITLE % ', otherwise: 0'}, below: 1")
    assert held(of).scores("2018").bars == {"x": ["gate"]}
    assert held(of, ("2016-03-01", "qualified", "")).scores("2018").bars == {"x": []}
    assert held(of, ("2016-03-01", "qualified", "2017-12-31")).scores("2018").bars == {"x": ["gate"]}
    assert held(of, ("2016-03-01", "praised", "")).scores("2018").bars == {"x": ["gate"]}


def test_otherwise_gives_a_number_that_was_not_told():
    of = sheet("points: open, rule: count, per: 1, of: {register: figure, key: books, otherwise: 7}")
    scene = held(of)
    assert points(scene) == ["7"]
    scene.sets("2018-03-01", "figure", "x", "2018-03-01", 3, key="books")
    assert points(scene) == ["3"]


# --- what a condition says when there is nothing to judge


def doubts(of):
    with spoken("en"):
        return [each["message"] for each in checking.checked(of.text)["warnings"]]


@pytest.mark.parametrize(
    "test",
    ["of: {register: title, key: home, table: {model: 1}}, below: 1",
     "of: {stock: members}, over: {register: staff}, below: 90%",
     "of: {stock: members}, below: {register: target, key: members}",
     "of: {measure: self-scores, worth: amount, across: max}, below: 60"],
)  # fmt: skip
def test_a_gate_that_may_have_nothing_to_judge_should_say_what_holds_then(test):
    assert any("passes this gate" in each for each in doubts(gated(test)))
    for said in ("met", "not-met"):
        assert not any("passes this gate" in each for each in doubts(gated(f"{test}, when_none: {said}")))


def test_a_register_with_otherwise_and_a_count_always_have_something_to_judge():
    for of in (f"{TITLE % ', otherwise: 0'}", "{measure: evidence}", "{stock: members}"):
        assert not any("passes" in each for each in doubts(gated(f"of: {of}, below: 1")))


def test_a_size_by_a_register_should_say_what_holds_when_it_was_never_told():
    size = f"{{of: {STAFF}, at_least: 20%s}}"
    for line in ("applies: {size: %s, otherwise: zero}", "variants: [{size: %s, points: 2}]"):
        item = f"{GIVEN}, {line % size}"
        assert any("not of this size" in each for each in doubts(sheet(item % "")))
        assert not any("not of this size" in each for each in doubts(sheet(item % ", when_none: met")))
    gate = f"of: {{measure: evidence}}, below: 1, size: {size}"
    assert any("not of this size" in each for each in doubts(gated(gate % "")))
    assert not any("not of this size" in each for each in doubts(gated(gate % ", when_none: met")))


BOOKS = "{register: figure, key: books}"
FEW = f"of: {BOOKS}, below: 5"
ENOUGH = f"of: {BOOKS}, at_least: 5"


def bars(of, scene=None):
    return (scene or held(of)).scores("2018").bars["x"]


@pytest.mark.parametrize("test", [FEW, ENOUGH, f"of: {{stock: members}}, over: {BOOKS}, below: 1"])
def test_a_gate_with_nothing_to_judge_is_open_unless_it_says_that_it_is_met(test):
    assert bars(gated(test)) == []
    assert bars(gated(f"{test}, when_none: not-met")) == []
    assert bars(gated(f"{test}, when_none: met")) == ["gate"]


def test_a_gate_of_too_few_waits_for_the_end_of_the_window_with_nothing_to_judge_too():
    scene = held(gated(f"{FEW}, when_none: met"))
    assert scene.scores("2018", as_of="2018-12-30").bars == {"x": []}


def test_a_shut_gate_with_nothing_to_judge_names_no_number():
    (bar,) = plain(held(gated(f"{FEW}, when_none: met")).scores("2018").results["x"])["bars"]
    assert (bar["gate"], bar["value"]) == ("gate", None)


def test_a_told_value_is_judged_whatever_is_said_of_none():
    of = gated(f"{FEW}, when_none: met")
    scene = held(of)
    scene.sets("2018-03-01", "figure", "x", "2018-03-01", 5, key="books")
    assert bars(of, scene) == []


def test_conditions_of_nodes_say_no_with_nothing_to_judge_unless_they_say_met():
    lines = [f"zero_if: {{{FEW}%s}}", f"counts_if: {{{ENOUGH}%s}}",
             f"applies: {{size: {{{ENOUGH}%s}}, otherwise: zero}}"]  # fmt: skip
    given = [f"{GIVEN}, {line}" for line in lines]
    assert points(held(sheet(*(line % "" for line in given)))) == ["1", "0", "0"]
    assert points(held(sheet(*(line % ", when_none: met" for line in given)))) == ["0", "1", "1"]


AWARD = """awards:
  - id: best
    title: {zh: 奖, en: Prize}
    cite: {sheet: 试, year: '2017', clause: '1'}
    requires: {%s}
"""
TARGET = "of: {stock: members}, %s: {register: target, key: members}"


def test_what_an_award_requires_is_not_met_with_nothing_to_judge_unless_it_says_met():
    assert held(sheet(GIVEN, tail=AWARD % ENOUGH)).scores("2018").awards == {"best": []}
    told = held(sheet(GIVEN, tail=AWARD % f"{ENOUGH}, when_none: met")).scores("2018")
    assert told.awards == {"best": ["x"]}


def test_a_target_that_was_never_told_is_unknown_and_not_nothing():
    below, least = TARGET % "below", TARGET % "at_least"
    assert bars(gated(TARGET % "at_least")) == []
    assert held(sheet(GIVEN, tail=AWARD % least)).scores("2018").awards == {"best": []}
    scene = held(gated(below))
    scene.sets("2018-03-01", "target", "x", "2018-03-01", 1, key="members")
    assert bars(scene.sheet, scene) == ["gate"]


def test_there_is_nothing_to_judge_of_a_node_that_is_left_out():
    out = f"{GIVEN}, applies: {{kinds: group, otherwise: leave-out}}"
    assert bars(gated("node: a, below: 1", out, GIVEN)) == []
    assert bars(gated("node: a, below: 1, when_none: met", out, GIVEN)) == ["gate"]
    assert bars(gated("node: [a, b], below: 2", out, GIVEN)) == ["gate"]
    assert bars(gated("node: b, over_node: a, below: 2", out, GIVEN)) == []


def test_sub_units_of_which_nothing_is_told_are_none_of_those_having_it_unless_it_says_met():
    below = "points: open, rule: count, per: 1, of: {units: below, having: {%s}}"
    scene = held(sheet(below % FEW, below % f"{FEW}, when_none: met"))
    scene.unit("y", kind="group", parent="x")
    assert points(scene) == ["0", "1"]


@pytest.mark.parametrize(("kind", "shut"), [("not-applicable", []), ("exempt", []), ("", ["gate"])])
def test_a_waiver_does_not_bar_by_the_node_that_it_frees_from(kind, shut):
    item = "points: 10, rule: minimum, of: {measure: evidence}"
    scene = held(gated("node: a, below: 7", item, GIVEN))
    scene.sets("2018-01-01", "waiver", "x", "2018-01-01", kind, key="a")
    assert bars(scene.sheet, scene) == shut


def test_there_is_nothing_to_judge_of_what_lies_below_a_node_that_is_left_out():
    inside = LINE.strip()[2:] % ("c", GIVEN)
    section = f"of: [{inside}], applies: {{kinds: group, otherwise: leave-out}}"
    assert bars(gated("node: c, below: 1", section, GIVEN)) == []


# --- reviews that are held after the period that they are about

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
