"""What an occasion, a call and a ballot say to the measures: one line for every element that is told."""

from datetime import date

import pytest

from services.evaluation.domain.catalogue import where
from services.evaluation.domain.lines import Telling, fold
from services.evaluation.domain.reading import Cursor
from tests.evaluation.telling import CATALOGUE

DAY = date(2025, 3, 5)
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
