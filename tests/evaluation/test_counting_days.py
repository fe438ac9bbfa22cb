"""On which day members and staff are counted, and by when something must be handed in."""

import pytest

from tests.evaluation.sheets.scene import Scene, Sheet
from tests.evaluation.sheets.stored import from_the_ledger
from tests.evaluation.toy import GIVEN, gated, joined, points, sheet

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
