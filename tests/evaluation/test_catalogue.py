"""What an occasion, a call and a ballot say to the measures: one line for every element that is told."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from services.chassis import entry
from services.chassis.events import split, type_of
from services.evaluation.domain.catalogue import where
from services.evaluation.domain.lines import Telling, fold
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.told import KINDS
from tests.evaluation.telling import CATALOGUE
from tests.evaluation.told import AWARD, FACTS, WAIVER

DAY = date(2025, 3, 5)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
OCCASION = {
    "occasion": "occasion-1",
    "kind": "match",
    "title": "趣味运动会",
    "level": "school",
    "on": "2025-03-01",
}


def lines_of(type_, **data):
    told = Telling("evaluation", 1, f"evaluation.{type_}.v1", "2025-03-05T00:00:00Z", DAY, data)
    return fold(told, CATALOGUE)[0]


def result(**changes):
    blank = {"branch": "branch-a", "person": "", "event": "", "team": True, "group": "", "role": ""}
    return blank | {"state": "present", "place": None, "quantity": None, "grade": ""} | changes


def test_a_call_counts_for_every_unit_that_it_asks():
    told = lines_of("call-issued", call="call-1", kind="plan", title="", units=["branch-a", "branch-b"],
                    due_on="2025-04-01", importance="important", on="2025-03-01")  # fmt: skip
    assert [(line.measure, line.unit, line.day, line.occasion) for line in told] == [
        ("calls", "branch-a", date(2025, 4, 1), "call-1"),
        ("calls", "branch-b", date(2025, 4, 1), "call-1"),
    ]


def test_only_a_result_with_a_place_or_a_quantity_says_one():
    told = lines_of("occasion-held", **OCCASION, results=[
        result(), result(branch="branch-b", place=2), result(branch="branch-c", quantity="10234.5"),
    ])  # fmt: skip
    assert [(line.unit, line.amount) for line in told if line.measure == "places"] == [("branch-b", 2)]
    assert [(line.unit, line.amount) for line in told if line.measure == "quantities"] == [
        ("branch-c", 1023450)
    ]
    assert [line.unit for line in told if line.measure == "results"] == ["branch-a", "branch-b", "branch-c"]


@pytest.mark.parametrize("nobody", [[], None])
def test_an_occasion_without_results_says_nothing(nobody):
    assert lines_of("occasion-held", **OCCASION, results=nobody) == []


def test_a_condition_may_ask_for_an_empty_field():
    problems = []
    found = where(Cursor({"person": "", "grade": {"not": [""]}}, (), problems))
    assert (found, problems) == (
        ((("person",), frozenset({""}), True), (("grade",), frozenset({""}), False)),
        [],
    )


def test_every_event_type_of_a_fact_is_named_once():
    names = [
        name for kind in CATALOGUE.facts.values() for name in (*kind.told, *kind.corrected, *kind.withdrawn)
    ]
    assert len(names) == len(set(names))


def test_a_register_may_wait_for_what_fills_it():
    assert {"result", "term", "target", "waiver", "group", "title"} <= CATALOGUE.register_names


def plain(event):
    """The event's data as it is read from the log."""
    return json.loads(entry.encode(split(event)[0]))


def said(*events):
    """What events come to: by line or entry, without its place and clock, how often it stands."""
    found = Counter()
    for event in events:
        told = Telling("evaluation", 1, type_of(event).name, "2025-06-30T00:00:00Z", DAY, plain(event))
        lines, entries = fold(told, CATALOGUE)
        for each in lines:
            found[each.measure, each.unit, each.day, each.person, each.tags, each.amount * each.count] += (
                each.count
            )
        for each in entries:
            found[each.register, each.unit, each.day, each.key, each.value] += each.count
    return {what: count for what, count in found.items() if count}


# By kind of fact: the measures and registers that one telling speaks to.
SPEAKS_TO = {
    "call": {"calls"},
    "filing": {"filings"},
    "occasion": {"results", "places", "quantities"},
    "piece": {"pieces"},
    "adoption": {"adoptions"},
    "evidence": {"evidence"},
    "award": {"awards", "title", "title-until"},
    "target": {"target"},
    "self-score": {"self-scores"},
    "mark": {"marks"},
    "survey": {"answers", "survey-asked", "survey-answered"},
    "ballot": {"votes", "ballots-valid"},
    "waiver": {"waivers", "waiver", "waiver-until"},
    "assignment": {"group"},
    "figure": {"figures", "figure"},
}


@every_kind
def test_a_told_fact_speaks_to_its_measures_and_registers(kind):
    fact = FACTS[kind.fact]
    found = said(kind.told(**vars(fact)))
    assert {name for name, *_ in found} == SPEAKS_TO[kind.noun]
    assert {unit for _, unit, *_ in found} == set(kind.branches(fact))
    assert set(found.values()) == {1}


@every_kind
def test_a_correction_leaves_what_the_right_fact_says_and_a_withdrawal_nothing(kind):
    fact = FACTS[kind.fact]
    right = replace(fact, filed_on=date(2025, 6, 1))
    first = kind.told(**vars(fact))
    change = kind.corrected(old=fact, new=right, reason="misread")
    gone = kind.withdrawn(old=right, reason="told twice")
    assert said(first, change) == said(kind.told(**vars(right)))
    assert said(change, gone, first) == {}


def test_a_title_is_the_unit_s_by_grade_or_by_level():
    until = ("title-until", "model-home", "2028-05-01")
    assert _registers(AWARD) == {("title", "model-home", "province"), until}
    assert _registers(replace(AWARD, grade="a")) == {("title", "model-home", "a"), until}
    assert _registers(replace(AWARD, person="member-1")) == set()


def test_a_waiver_without_a_last_day_has_none():
    ends = {row for row in _registers(replace(WAIVER, until=None)) if row[0] == "waiver-until"}
    assert ends == {("waiver-until", "mutual-fund", "")}


def _registers(fact):
    kind = next(each for each in KINDS if each.fact is type(fact))
    told = kind.told(**vars(fact))
    telling = Telling("evaluation", 1, type_of(told).name, "2025-06-30T00:00:00Z", DAY, plain(told))
    return {(each.register, each.key, each.value) for each in fold(telling, CATALOGUE)[1]}
