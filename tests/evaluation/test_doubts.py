"""What a sound sheet says and can hardly mean: a doubt in both languages, and none without cause."""

import pytest

from infra.spoken import spoken
from services.evaluation import checking
from tests.evaluation.test_checking import check

HEAD = """
scheme: doubtful
title: {zh: 表, en: Sheet}
catalogue: catalogue-2026
in_force_from: 2025-01-01
PERIOD
kinds: {branch: {zh: 分会, en: Branch}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: day-asked,
           ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  MORE
  of:
    - {id: item, title: {zh: 项, en: Item}, cite: {sheet: 甲, year: "2025", clause: 甲}, ITEM}
    - {id: other.item, title: {zh: 他, en: Other}, cite: {sheet: 甲, year: "2025", clause: 乙},
       points: 1, rule: given}
REST
"""
GATE = (
    "gates: [{id: g, title: {zh: 限, en: Gate}, bars: [], cite: {sheet: 甲, year: '2025', clause: 丙}, %s}]"
)


def doubts(item="points: 1, rule: given", more="combine: sum", rest="", period="", language="en"):
    """The doubts about a sheet with one item."""
    text = HEAD.replace("ITEM", item).replace("MORE", more).replace("REST", rest).replace("PERIOD", period)
    with spoken(language):
        found = checking.checked(text)
    assert found["faults"] == []
    return [each["message"] for each in found["warnings"] if "bars nothing" not in each["message"]]


EVIDENCE = "of: {measure: evidence}"
SHARE = "when_none: zero, of: {stock: members}, over: {register: staff}"
ITEMS = [
    (f"points: 5, rule: defect, deduct: -2, {EVIDENCE}", "`deduct` takes away by itself; write 2"),
    (f"points: 5, rule: steps, target: 1, step: 1, down: -1, {EVIDENCE}",
     "`down` takes away by itself; write 1"),
    (f"points: 0, rule: shortfall, at_least: 2, deduct: 1, {EVIDENCE}", "can never change the score"),
    (f"points: 0, rule: steps, target: 2, step: 1, down: 1, {EVIDENCE}", "can never change the score"),
    (f"points: 5, rule: bands, bands: [{{at: 1, points: 5}}, {{below: 1, points: -2}}], {EVIDENCE}",
     "points below 0 count as 0 here"),
    (f"points: 5, rule: steps, target: 2, step: 1, up: 1, {EVIDENCE}", "`up` can never count"),
    (f"points: 5, rule: steps, target: 2, step: 1, {EVIDENCE}", "without `up` and `down`"),
    (f"points: 5, rule: minimum, at_least: 95, {SHARE}", "95 is compared with a ratio, in which 1 is 100%; "
     "did you mean 95%?"),
    (f"points: 5, rule: bands, bands: [{{at: 70, points: 5}}], {SHARE}", "did you mean 70%?"),
    (f"points: 5, rule: steps, target: 98, step: 0.01, down: 1, {SHARE}", "did you mean 98%?"),
    (f"points: 5, rule: bands, bands: [{{at: 1, points: 8}}], {EVIDENCE}",
     "this brings 8 points, of which only 5 can count"),
    ("points: 5, rule: count, per: 1, of: {measure: evidence, worth: {by: kind, table: {a: 9, b: 1}}}",
     "this brings 9 points, of which only 5 can count"),
    ("points: 5, rule: place, places: [5, 3], order: low, of: {measure: places, each: subject}",
     "every one of the places counts as 1 here"),
    ("points: 5, rule: mark, when_none: zero, of: {measure: marks, where: {item: item}, across: mean}",
     "every one of the marks counts as 1 here"),
    ("points: 5, rule: count, per: 1, of: {measure: votes}", "every one of the votes counts as 1 here"),
    ("points: 5, rule: mark, when_none: zero, of: {measure: marks, where: {item: item}}",
     "every one of the marks counts as 1 here"),
    ("points: 5, rule: mark, when_none: zero, of: {measure: marks, where: {item: other.itme}, worth: amount}",
     "no node has the id other.itme; did you mean other.item?"),
    ("points: 5, rule: mark, when_none: zero, of: {measure: marks, where: {role: comittee}, worth: amount}",
     "the platform's forms do not have comittee here; they have: committee, department"),
    ("points: 5, rule: count, per: 1, of: {measure: results, where: {state: presnt}}",
     "do not have presnt here; they have: absent"),
    ("points: 5, rule: minimum, of: {measure: activities, where: {kind: trainig}}", "did you mean training?"),
    (f"points: open, rule: minimum, {EVIDENCE}", "of `open` that is 0 for ever"),
    (f"points: open, rule: ratio, {SHARE}", "0 for ever"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "said"), ITEMS)
def test_an_item_that_can_hardly_be_meant_so_is_doubted(item, said):
    found = doubts(item)
    assert [said in each for each in found] == [True], found
    assert len(doubts(item, language="zh")) == 1


@pytest.mark.parametrize(
    "item",
    [
        f"points: 5, rule: steps, target: 2, step: 1, up: 1, cap: 8, {EVIDENCE}",
        f"points: 0, rule: shortfall, at_least: 2, deduct: 1, floor: none, {EVIDENCE}",
        f"points: 5, rule: minimum, at_least: 95%, {SHARE}",
        "points: 5, rule: minimum, at_least: 60, when_none: zero, "
        "of: {measure: marks, worth: amount}, over: {measure: marks, each: person, across: count}",
        "points: 5, rule: minimum, of: {measure: self-scores}",
        "points: 5, rule: count, per: 1, of: {measure: votes, each: occasion, within: once}",
        "points: 5, rule: minimum, of: {measure: activities, where: {kind: our-own-word}}",
        f"points: open, rule: count, per: 1, {EVIDENCE}",
    ],
)
def test_what_may_well_be_meant_is_not_doubted(item):
    assert doubts(item) == []


def test_what_only_a_single_period_has_is_doubted_of_one_that_comes_again():
    (found,) = doubts(period="period: {every: year, from: 2025-02-01}")
    assert found == "`from` counts for a single period only (`every: once`)"


def test_weights_are_said_as_they_are_written():
    with spoken("en"):
        found = (
            check("weight: 40%", "weight: 80")["warnings"] + check("weight: 40%", "weight: 30%")["warnings"]
        )
    assert [each["message"] for each in found] == [
        "the weights come to 80.6 and not to 100", "the weights come to 90% and not to 100%",
    ]  # fmt: skip


def test_a_mean_that_can_have_endless_decimals_wants_to_be_rounded():
    cite = "cite: {sheet: 甲, year: '2025', clause: 丁}"
    third = f"    - {{id: c, title: {{zh: 丙, en: C}}, {cite}, points: 1, rule: given}}"
    (found,) = doubts(more="combine: mean", rest=third)
    assert "this mean can have endless decimals" in found
    assert doubts(more="combine: mean") == []
    assert doubts(more="combine: mean\n  round: {to: 0.01, mode: half-up}", rest=third) == []


def test_a_condition_is_doubted_like_an_item():
    (found,) = doubts(
        rest=GATE % "below: 50, of: {stock: members}, over: {register: staff}, when_none: not-met"
    )
    assert "did you mean 50%?" in found
