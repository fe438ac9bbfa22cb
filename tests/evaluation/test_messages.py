"""What an officer reads who mistypes, leaves out or misplaces something: what it is and what to write."""

import re
from pathlib import Path

import pytest

from infra.spoken import spoken
from services.evaluation import checking, rulebooks
from tests.evaluation.test_checking import check

HERE = Path(__file__).parent


def told(old, new, language="en"):
    """The mistakes that one change makes."""
    return [each["message"] for each in check(old, new, language)["faults"]]


PLAN = "of: {measure: activities, where: {kind: plan}}"
GATE = "of: {measure: incidents}, at_least: 1"
WORDS = [
    ("rule: bands", "rule: band", "band is not known; did you mean bands?"),
    ("period: {every: year", "period: {every: half-semester", "use one of: month, once, quarter, s"),
    ("categories: kind", "categories: zone",
     "zone is not known; use one of: kind, none, open, group:<grouping>"),
    ("ties: shared", "ties: coin", "coin is not known; use one of: decide, lot, shared"),
    ("bars: all", "bars: [goodd]", "goodd is not known; did you mean good?"),
    ("opens: 01-01", "open: 01-01", "unknown setting open; did you mean opens?"),
    ("ballot: none,", "ballot: none, on: 1,", "unknown setting on; here there may be: ballot, carry_over"),
    ("opens: 01-01", "at_least: 2", "the rule deadline has no at_least; it knows late, per_day"),
    ("rule: bands", "rule: bands\n          deduct: 1", "the rule bands has no deduct; leave it out"),
    ("          due: 03-31\n", "          due: 03-31\n          places: [1]\n",
     "the rule deadline has no places; it knows late, per_day"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WORDS)
def test_an_unknown_word_is_told_with_the_one_surely_meant_or_with_all_there_are(old, new, said):
    assert any(said in each for each in told(old, new))


MISSING = [
    ("          points: 10\n          rule: bands", "          rule: bands", "`points` is missing; write"),
    ("scheme: sheet-00\n", "", "`scheme` is missing"),
    ("title: {zh: 计划, en: Plan}", "title: 计划", "write `title: {zh: ..., en: ...}`"),
    ("          title: {zh: 计划, en: Plan}\n", "", "write `title: {zh: ..., en: ...}`"),
    ("{zh: 计划, en: Plan}", "{zh: 计划}", "`en` is missing"),
    (GATE, "of: {measure: incidents}", "give one limit: at_least, above, at_most or below"),
    ("{at: 95%, points: 10}", "{points: 10}", "a band has one limit: at, above, below or at_most"),
    ("when_none: zero\n", "when_none: none\n",
     "none is not known; write full, zero, leave-out or a number of points"),
    ("rule: mark, when_none: zero", "rule: mark",
     "say with `when_none` what it gives when nobody has marked: full, zero, leave-out or points"),
    ("          when_none: zero\n", "", "say with `when_none` what no denominator gives"),
    ("calendar: {",
     "interim: [{cite: {sheet: 甲, year: \"2025\", clause: 一}}]\ncalendar: {", "`every` is missing"),
    ("  teaching: {zh: 教学单位, en: Teaching}\n  office: {zh: 机关, en: Offices}", "  [teaching, office]",
     "write every kind with its title: `teaching: {zh: ..., en: ...}`"),
    (PLAN, "of: activities", "write `of: {measure: activities}`"),
    ("over: {register: staff}", "over: staff", "write `over: {register: staff}`"),
    (PLAN, "of: plan", "a quantity names what is counted, such as `of: {measure: ...}`"),
    ("\ngates:", "\nawards:\n  - {id: a, title: {zh: 甲, en: A}, cite: {sheet: 甲, year: \"2025\", "
     "clause: 甲}, by: total, number: 1}\ngates:", "write `by: {node: total}`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), MISSING)
def test_what_is_missing_is_named_once_with_what_to_write(old, new, said):
    found = told(old, new)
    assert [said in each for each in found] == [True], found


def test_a_denominator_that_is_a_number_needs_no_word_for_none():
    assert told("          when_none: zero\n          bands", "          bands")
    assert not told(
        "          when_none: zero\n          bands: [{at: 95%, points: 10}, {at: 90%, points: 6}]\n"
        "          of: {stock: members}\n          over: {register: staff}",
        "          bands: [{at: 95%, points: 10}]\n          of: {stock: members}\n"
        "          over: {number: 6}",
    )


@pytest.mark.parametrize(("old", "new", "said"), [*WORDS, *MISSING])
def test_and_all_of_it_in_chinese(old, new, said):
    for each in told(old, new, "zh"):
        assert re.search("[一-鿿]", each)


SLIPS = [
    ("          points: 10\n", "          points：10\n", "write “: ” instead of the full-width “：”"),
    ("clause: 三}", "clause: 三, note：x}", "instead of the full-width “：”"),
    ("{kind: plan}}", "{kind: plan}，shift: 0}", "write “, ” instead of the full-width “，”"),
    ("clause: 三}", "clause: “三”: 四}", "write plain quotes instead of “ and ”"),
    ("sheet: 办法", "sheet: 华工字[2008]第4号", "a text with , : [ ] { } needs quotes"),
    (
        "en: Share of members",
        "en: Share, members",
        "`members` has no value; a text with , : [ ] { } needs quotes",
    ),
    ("id: work.members\n", "id: work.members\n\tcap: 2\n", "indent with spaces, not with a tab"),
    ("          points: 10\n", "            points: 10\n", "indented"),
    ("id: work.plan\n", "id: work.plan\n          id: other\n", "id is written twice"),
    ("      cap: 20\n", "      cap: *most\n", "*most stands for nothing; write &most"),
    ("bars: all}", 'bars: "all}', "a quotation mark is not closed"),
    ("- {id: gate", "- {id: gate}}\n  - {id: gate", "stands in the wrong place"),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_of_writing_names_the_sign_and_what_to_write(old, new, said):
    found = told(old, new)
    assert [said in each for each in found] == [True], found
    (chinese,) = told(old, new, "zh")
    assert not re.search("[a-z]{3,} [a-z]{3,}", chinese), chinese


def whole(text, language="en"):
    with spoken(language):
        return [each["message"] for each in checking.checked(text)["faults"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ((HERE / "small-facts.yaml").read_text("utf-8"), "this is a facts file and not a scheme"),
        (rulebooks.shipped("catalogue-2026"), "this is a catalogue of measures and not a scheme"),
        ("", "this file is empty"),
        ("- a\n- b", "this is no scheme"),
        ("name: a\nsize: 2", "this is no scheme"),
    ],
)
def test_a_wholly_wrong_file_is_told_in_one_sentence(text, said):
    (found,) = whole(text)
    assert said in found
    assert len(whole(text, "zh")) == 1
