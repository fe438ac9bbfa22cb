"""What dated values come to when they end or were never told, and what conditions say then."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking
from services.evaluation.domain.explanation import plain
from tests.evaluation.sheets.scene import Scene
from tests.evaluation.toy import GIVEN, LINE, gated, points, sheet

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
    size = "{of: {register: staff}, at_least: 20%s}"
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
