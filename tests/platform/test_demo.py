"""The demo: two whole years, the same from a seed on either database, with every awkward case in it."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from infra import score_text
from infra.demo.campus import LATE_FOUNDED, MERGED, SUCCESSOR, UNCOUNTED, Campus
from infra.demo.note import known
from infra.embedded import Embedded
from infra.services import SERVICES
from services.chassis.running.config import Config
from tests.support.campuses import SMALL
from tests.support.telling import UNTIL, opened, shut, told

pytestmark = pytest.mark.slow
ASKED = [("2025", None), ("2026", None), ("trailing", None), ("2025", date(2025, 9, 30))]  # an earlier clock
CHANGES = {
    "membership.activity-corrected.v1",
    "membership.activity-withdrawn.v1",
    "welfare.visit-corrected.v1",
    "welfare.visit-voided.v1",
}


@contextmanager
def asked(folder: Path, **changes: object) -> Iterator[Embedded]:
    """The platform on a folder, to be asked what the commands `scores` and `explain` ask."""
    platform = opened(folder, **changes)
    try:
        yield platform
    finally:
        shut(platform)


def scores(platform: Embedded, period: str = "trailing", known_on: date | None = None) -> Any:
    return json.loads(score_text.scores(platform, period, UNTIL, known_on, True))


def all_scores(folder: Path, **changes: object) -> list[Any]:
    """Every window, and an earlier clock: everything that scores say, to the last digit."""
    with asked(folder, **changes) as platform:
        return [scores(platform, *each) for each in ASKED]


def proofs(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every item of an explanation with its proof."""
    if "proof" in node:
        yield node["id"], node
    yield from chain.from_iterable(proofs(part) for part in node.get("parts", ()))


def facts(explained: dict[str, Any]) -> list[dict[str, Any]]:
    """Every fact that an explanation names, counted or not."""
    sides = [item["proof"][side] for _, item in proofs(explained["score"]) for side in ("of", "over")]
    return [fact for each in sides if each for fact in (*each["facts"], *each["not_counted"])]


@pytest.fixture(scope="module")
def small_scores(small_campus) -> list[Any]:
    return all_scores(small_campus)


def test_the_same_seed_tells_the_same_scores(small_scores, tmp_path):
    told(tmp_path, size=SMALL)
    assert all_scores(tmp_path) == small_scores


def test_another_seed_tells_others(small_scores, tmp_path):
    told(tmp_path, size=SMALL, seed=8)
    with asked(tmp_path) as platform:
        assert scores(platform)["items"] != small_scores[ASKED.index(("trailing", None))]["items"]


def test_postgresql_tells_the_same_scores_as_sqlite(small_scores, tmp_path, postgres, record_property):
    for name in SERVICES:
        postgres.create(f"demo_{name}")
    url = postgres.url("demo_{service}")
    events = told(tmp_path, size=SMALL, database_url=url)
    assert all_scores(tmp_path, database_url=url) == small_scores
    assert list(tmp_path.glob("*.sqlite*")) == []
    record_property("events told alike on SQLite and PostgreSQL", events)
    for name in SERVICES:
        postgres.drop(f"demo_{name}")


@pytest.fixture(scope="module")
def campus(demo_campus) -> Campus:
    found = known(Config(data=str(demo_campus)))
    assert found
    return found


@pytest.fixture(scope="module")
def platform(demo_campus) -> Iterator[Embedded]:
    with asked(demo_campus) as platform:
        yield platform


@pytest.fixture(scope="module")
def explained(platform):
    @cache
    def ask(branch: str, period: str) -> Any:
        return json.loads(score_text.explain(platform, branch, period, UNTIL, None, True))

    return ask


@pytest.fixture(scope="module")
def year(platform) -> dict[str, Any]:
    return {each["name"]: each for each in scores(platform, "2025")["items"]}


class TestTheDemoContains:
    """What the issue of a real union is: each case is seen in a score or its reasons."""

    def test_at_least_thirty_thousand_events_all_of_them_scored(self, platform, record_property):
        found = scores(platform)
        events = sum(found["complete"].values())
        record_property("events of the demo", events)
        assert found["complete"] == found["head"]
        assert events >= 30_000

    def test_about_24_branches_of_three_kinds_and_most_of_them_graded(self, year):
        assert len(year) == 24
        assert set(Counter(each["kind"] for each in year.values())) == {
            "teaching",
            "administrative",
            "affiliated",
        }
        assert {each["grade"]["id"] for each in year.values() if each["grade"]} == {"pacesetter", "standard"}

    def test_a_merger_whose_facts_the_successor_inherits(self, campus, explained, year):
        old, new = campus.unit(MERGED), campus.unit(SUCCESSOR)
        assert MERGED not in year
        inherited = {fact["unit"] for fact in facts(explained(new.id, "2025"))}
        assert inherited == {old.id, new.id}

    def test_a_branch_founded_within_the_year_that_is_not_graded(self, year):
        late = year[LATE_FOUNDED[0]]
        assert late["grade"] is None
        assert late["why_no_grade"] == "existed-too-short"

    def test_a_branch_of_less_than_ten_to_which_a_rule_does_not_apply(self, explained):
        item = dict(proofs(explained(UNCOUNTED, "2025")["score"]))["harmony.participation"]
        assert int(item["proof"]["over"]["value"]) < 10
        assert item["points"] == item["most"]

    def test_a_ratio_without_denominator(self, explained):
        item = dict(proofs(explained(UNCOUNTED, "2025")["score"]))["harmony.enrolment"]
        assert item["proof"]["over"]["value"] is None
        assert item["points"] == "0"

    def test_corrections_and_voids_that_take_facts_back(self, campus, explained):
        units, taken = [unit.id for unit in campus.units if unit.name != MERGED], set[str]()
        while units and not taken >= CHANGES:
            taken.update(each["type"] for each in explained(units.pop(0), "2025")["events"].values())
        assert taken >= CHANGES

    def test_late_facts_that_are_named_with_the_reason(self, explained):
        why = Counter(fact.get("why") for fact in facts(explained("计算机学院", "2025")))
        assert why["late"]
        assert why["withdrawn"]
        assert why[None]

    def test_a_veto_that_bars_and_one_that_was_lifted(self, year, explained):
        assert [each["gate"] for each in year["后勤服务集团"]["barred"]] == ["gate.incident"]
        assert year["艺术学院"]["barred"] == []

    def test_facts_told_later_so_that_an_earlier_clock_says_less(self, platform, year):
        then = scores(platform, "2025", date(2025, 12, 31))["items"]
        moved = [each["name"] for each in then if each["total"] != year[each["name"]]["total"]]
        assert len(moved) > 5
