"""Every kind of item, worked out by hand."""

from datetime import date
from fractions import Fraction as F

import pytest

from services.evaluation import rulebooks
from services.evaluation.domain.grading import find, score
from services.evaluation.domain.windows import trailing, yearly
from tests.evaluation.telling import CATALOGUE, Campus, called

HEAD = """
scheme: toy
title: {zh: 试, en: Toy}
catalogue: catalogue-2026
in_force_from: 2025-01-01
kinds: {teaching: {zh: 教学, en: Teaching}, administrative: {zh: 机关, en: Offices}}
units: {successor: own, min_days: 0, before_founding: full}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: day-asked,
  ballot: none, ties: shared}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
LINE = """
    - id: %s
      title: {zh: 项, en: Item}
      cite: {sheet: 试, year: "2025", clause: "1"}
"""


def scheme_of(*items, tail=""):
    lines = "".join(
        LINE % f"item-{place}" + "".join(f"      {line}\n" for line in item.strip().splitlines())
        for place, item in enumerate(items, start=1)
    )
    return rulebooks.scheme(HEAD + lines + tail, CATALOGUE)


def item(campus, text, as_of=date(2025, 12, 31), window=None, unit="branch-a"):
    result = score(scheme_of(text), campus.book(unit), window or yearly(2025), as_of)
    return find(result.root, "item-1")


def points(*args, **kwargs):
    return item(*args, **kwargs).points


def campus_with(*days, kind="sports", **changes):
    campus = Campus().found()
    for place, day in enumerate(days):
        campus.hold(f"activity-{place}", kind=kind, on=day, **{"filed_on": day} | changes)
    return campus


JAN, FEB, MAY, AUG, DEC = (date(2025, month, 10) for month in (1, 2, 5, 8, 12))


def test_count_times_unit_stops_at_the_cap():
    rule = "points: 5\nrule: count\nper: 2\nof: {measure: activities}"
    assert points(campus_with(JAN), rule) == 2
    assert points(campus_with(JAN, FEB, MAY), rule) == 5


def test_a_fact_beyond_the_cap_is_named():
    part = item(campus_with(JAN, FEB, MAY, AUG), "points: 4\nrule: count\nper: 2\nof: {measure: activities}")
    assert [each.fact.fact for each in part.proof.of.counted] == [
        "activity/activity-0",
        "activity/activity-1",
    ]
    assert [(each.fact.fact, each.why) for each in part.proof.of.passed] == [
        ("activity/activity-2", "beyond-cap"),
        ("activity/activity-3", "beyond-cap"),
    ]


def test_extra_points_begin_beyond_the_target():
    rule = "points: 2\nrule: count\nper: 0.5\nbeyond: 1\nof: {measure: activities}"
    assert [points(campus_with(*days), rule) for days in ([JAN], [JAN, FEB], [JAN, FEB, MAY])] == [
        0,
        F(1, 2),
        1,
    ]


def test_one_meeting_a_quarter_does_not_fill_another():
    rule = "points: 4\nrule: count\nper: 1\nof: {measure: activities, each: quarter, within: once}"
    part = item(campus_with(JAN, FEB, MAY), rule)
    assert part.points == 2
    assert [(each.fact.day, each.why) for each in part.proof.of.passed] == [(FEB, "duplicate")]


def test_thirds_are_exact_until_they_are_rounded():
    rule = 'points: open\nrule: count\nper: "1/3"\nof: {measure: activities}'
    assert points(campus_with(JAN, FEB), rule) == F(2, 3)
    assert points(campus_with(JAN, FEB), rule + '\nround: {to: "0.01", mode: half-up}') == F(67, 100)


def test_a_minimum_is_all_or_nothing():
    rule = "points: 3\nrule: minimum\nat_least: 2\nof: {measure: activities}"
    assert points(campus_with(JAN), rule) == 0
    assert points(campus_with(JAN, FEB), rule) == 3


def test_a_point_is_open_until_it_is_due_and_then_lost():
    rule = "points: 3\nrule: minimum\nat_least: 2\nof: {measure: activities}"
    before, after = (
        item(campus_with(JAN), rule, as_of=day) for day in (date(2025, 12, 30), date(2025, 12, 31))
    )
    assert (before.open, before.lost) == (3, 0)
    assert (after.open, after.lost) == (0, 3)


MEMBERS = tuple(f"member-{number}" for number in range(1, 11))


def with_members(*present, absent=(), excused=()):
    attendance = [
        called(members=present),
        called(state="absent", members=absent),
        called(state="excused", members=excused),
    ]
    return Campus().found().join(*MEMBERS).hold(attendance=attendance)


RATIO = """points: 4
rule: %s
when_none: %s
of: {measure: attendance, where: {state: present}, each: person, within: once}
over: {stock: members}"""


@pytest.mark.parametrize(("present", "expected"), [(6, 4), (5, 0)])
def test_a_ratio_threshold_is_met_exactly_on_it(present, expected):
    rule = RATIO % ("minimum", "zero") + "\nat_least: 60%"
    assert points(with_members(*MEMBERS[:present]), rule) == expected


def test_a_ratio_is_the_score():
    assert points(with_members(*MEMBERS[:7]), RATIO % ("ratio", "zero")) == F(28, 10)
    assert points(with_members(*MEMBERS[:7]), RATIO % ("ratio", "zero") + "\nfull_at: 70%") == 4


@pytest.mark.parametrize(("says", "expected"), [("full", 4), ("zero", 0), ("1.5", F(3, 2)), ("leave-out", 0)])
def test_a_ratio_without_denominator_gives_what_the_scheme_says(says, expected):
    part = item(Campus().found(), RATIO % ("ratio", says))
    assert part.points == expected
    assert part.left_out is (says == "leave-out")


def test_the_numerator_must_be_on_the_roll_where_the_scheme_says_so():
    rule = RATIO % ("ratio", "zero") + "\non_roll: true"
    part = item(with_members("member-1", "a-guest"), rule)
    assert part.points == F(4, 10)
    assert [(each.fact.person, each.why) for each in part.proof.of.passed] == [("a-guest", "off-roll")]


def test_members_are_counted_with_transfers_and_leavers():
    campus = Campus().found().found("branch-b").join(*MEMBERS)
    move = {"member": "member-1", "old_branch": "branch-a", "branch": "branch-b", "on": date(2025, 3, 1)}
    campus.tell("membership.member-transferred", recorded=date(2025, 9, 1), **move)
    campus.tell("membership.member-left", member="member-2", branch="branch-a", on=MAY, reason="retired")
    rule = "points: open\nrule: count\nper: 1\nof: {stock: members}"
    days = (date(2025, 2, 28), date(2025, 3, 1), MAY)
    assert [points(campus, rule, as_of=day) for day in days] == [10, 9, 8]
    assert points(campus, rule, unit="branch-b") == 1


def test_each_missing_one_costs_a_point_down_to_nothing():
    rule = "points: 3\nrule: shortfall\nat_least: 4\ndeduct: 1\nof: {measure: activities}"
    assert [points(campus_with(*days), rule) for days in ([], [JAN], [JAN, FEB, MAY])] == [0, 0, 2]


DEADLINE = "points: 3\nrule: deadline\ndue: 03-31\nlate: 1\nof: {measure: activities, where: {kind: plan}}"


@pytest.mark.parametrize(("filed", "expected"), [(date(2025, 3, 31), 3), (date(2025, 4, 1), 1)])
def test_a_filing_counts_by_the_day_it_was_handed_in(filed, expected):
    assert points(campus_with(JAN, kind="plan", filed_on=filed), DEADLINE) == expected


def test_a_late_filing_says_that_it_is_late():
    part = item(campus_with(JAN, kind="plan", filed_on=date(2025, 4, 1)), DEADLINE)
    assert [each.why for each in part.proof.of.passed] == ["late"]


def test_a_missing_filing_is_open_before_its_day_and_lost_on_it():
    assert [item(Campus().found(), DEADLINE, as_of=date(2025, 3, day)).open for day in (30, 31)] == [3, 0]


def test_a_trailing_window_still_sees_the_filing_of_its_last_due_day():
    campus = campus_with(date(2025, 1, 5), kind="plan")
    assert points(campus, DEADLINE, window=trailing(date(2026, 2, 1)), as_of=date(2026, 2, 1)) == 3


def test_defects_take_from_points_given_in_advance_and_at_once():
    rule = "points: 2\nrule: defect\ndeduct: 0.5\nof: {measure: visits-over-cap}"
    part = item(Campus().found().visit(flags=["over_cap"]), rule, as_of=MAY)
    assert (part.points, part.lost, part.open) == (F(3, 2), F(1, 2), 0)


def test_a_penalty_stops_at_its_floor():
    campus = Campus().found()
    for number in range(5):
        campus.visit(f"visit-{number}", flags=["over_cap", "late"])
    rule = "points: 0\nfloor: -2\nrule: defect\ndeduct: 0.5\nof: {measure: visits-over-cap}"
    assert points(campus, rule) == -2


def test_an_open_bonus_has_no_ceiling():
    rule = "points: open\nrule: count\nper: 1\nof: {measure: figures, where: {figure: medals}, worth: amount}"
    figure = {
        "figure": "figure-1",
        "branch": "branch-a",
        "measure": "medals",
        "on": MAY,
        "value": "12.5",
        "source_body": "市总工会",
        "filed_on": MAY,
    }
    part = item(Campus().found().tell("evaluation.figure-entered", **figure), rule)
    assert (part.points, part.most, part.lost) == (F(25, 2), None, 0)


def test_amounts_add_up_in_whole_fen():
    campus = Campus().found().visit("visit-1", amount="0.10").visit("visit-2", amount="0.20")
    assert points(campus, "points: open\nrule: count\nper: 1\nof: {measure: visits, worth: amount}") == F(
        3, 10
    )


def test_a_fact_filed_too_late_to_be_fresh_does_not_count():
    campus = Campus().found().visit(on=date(2025, 5, 1), filed_on=date(2025, 5, 12))
    part = item(campus, "points: 1\nrule: count\nper: 1\nof: {measure: visits, fresh: 10}")
    assert (part.points, [each.why for each in part.proof.of.passed]) == (0, ["late"])


def test_a_number_may_differ_by_kind_of_unit():
    rule = (
        "points: 9\nrule: count\nper: 1\nvariants: [{kinds: administrative, per: 3}]\nof: {measure: visits}"
    )
    campus = (
        Campus().found().found("branch-b", kind="administrative").visit().visit("visit-2", branch="branch-b")
    )
    assert [points(campus, rule, unit=unit) for unit in ("branch-a", "branch-b")] == [1, 3]


def test_an_item_not_meant_for_a_small_unit_gives_what_the_scheme_says():
    rule = "points: 2\nrule: minimum\nat_least: 1\nof: {measure: activities}\n"
    rule += "applies: {size: {of: {stock: members}, at_least: 10}, otherwise: %s}"
    small = Campus().found().join("member-1")
    assert [points(small, rule % says) for says in ("full", "zero", "leave-out")] == [2, 0, 0]
    assert points(Campus().found().join(*MEMBERS), rule % "full") == 0


def test_a_filing_due_before_the_unit_was_founded_is_not_held_against_it():
    assert points(Campus().found(on=date(2025, 6, 1)), DEADLINE) == 3


def test_a_late_fact_moves_no_unit():
    campus = with_members("member-1", "member-2").found("branch-b")
    move = {"member": "member-1", "old_branch": "branch-a", "branch": "branch-b", "on": date(2025, 6, 1)}
    campus.tell("membership.member-transferred", **move)
    rule = "points: open\nrule: count\nper: 1\nof: {measure: attendance}"
    assert [points(campus, rule, unit=unit) for unit in ("branch-a", "branch-b")] == [2, 0]


def test_two_ways_of_combining():
    rule = "points: 6\nrule: count\nper: 1\nof: {measure: %s}"
    campus = campus_with(JAN, FEB, MAY).visit()
    for combine, expected in (("sum", 4), ("mean", 2), ("max", 3), ("min", 1), ("weights", 2)):
        text = HEAD.replace("  of:\n", f"  combine: {combine}\n  of:\n")
        lines = "".join(
            LINE % f"item-{n}" + "".join(f"      {line}\n" for line in (rule % m).splitlines())
            for n, m in ((1, "activities"), (2, "visits"))
        )
        scheme = rulebooks.scheme(text + lines, CATALOGUE)
        assert score(scheme, campus.book(), yearly(2025), DEC).total == expected


def test_old_facts_lose_worth_where_the_scheme_says_so():
    campus = campus_with(JAN, DEC)
    worth = "worth: {decay: [{after: 180, worth: 50%}]}"
    rule = "points: 5\nrule: count\nper: 2\nof: {measure: activities, " + worth + "}"
    assert points(campus, rule) == 3  # 2 x (1/2 + 1)


def test_a_unit_without_a_target_has_nothing_to_fall_short_of():
    target = "at_least: {register: target, key: news}\nwhen_none: 1"
    rule = "points: 5\nrule: minimum\nof: {measure: activities}\n" + target
    assert points(campus_with(JAN), rule) == 1


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("rule: steps\ntarget: 1\nstep: 0\nof: {measure: activities}", "a step is above zero"),
        ("rule: ratio\nfull_at: 0\nof: {measure: activities}", "all points come at more"),
    ],
)
def test_numbers_that_cannot_be_worked_with_are_named(rule, says):
    with pytest.raises(rulebooks.BadRulebook, match=says):
        scheme_of("points: 5\n" + rule)
