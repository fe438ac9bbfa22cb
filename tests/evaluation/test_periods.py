"""A question names a period by the id that its scheme gives it, and the edition that has it scores it."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis.testing import UNIT, World
from services.evaluation import queries, rulebooks
from services.evaluation.projections.results import result
from services.evaluation.questions import NoAnswer
from tests.evaluation.conftest import OTHER, hear

EN = {"Accept-Language": "en"}
HELD = """
scheme: held
title: {zh: 活动考核, en: What is held}
catalogue: catalogue-2026
in_force_from: 2025-01-02
period: {every: quarter}
kinds: {teaching: {zh: 教学单位, en: Teaching}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: day-asked,
           ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
    - {id: total.held, points: open, rule: count, per: 1, title: {zh: 开展活动, en: Activities held},
       of: {measure: activities}, cite: {sheet: 活动考核办法, year: "2025", clause: 每次1分}}
"""
SINGLE = HELD.replace("{every: quarter}", "{every: once, id: spring-games, from: 2025-03-01, to: 2025-03-31}")


def fresh(evaluation: World, persona: str) -> dict[str, str]:
    """Signed in on the clock's day, which a test may have moved."""
    return {"Authorization": f"Bearer {evaluation.issuer.issue(evaluation.personas[persona])}"}


def publish(evaluation: World, scheme: str, **more: str) -> str:
    """The id of the edition."""
    told = evaluation.when(
        "POST", "/api/editions/", headers=fresh(evaluation, "office"), json={"scheme": scheme, **more}
    )
    assert told.status_code == 201, told.json
    hear(evaluation)
    return told.headers["Location"].rsplit("/", 1)[1]


def scores(evaluation: World, **query: str) -> Any:
    answer = evaluation.when("GET", "/api/scores/", headers=fresh(evaluation, "member"), query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def totals(evaluation: World, **query: str) -> dict[str, str]:
    return {each["unit"]: each["total"] for each in scores(evaluation, **query)["items"]}


def refusal(evaluation: World, **options: Any) -> tuple[str, str]:
    """The field and the sentence."""
    answer = evaluation.when("GET", "/api/scores/", "member", **options)
    assert answer.status_code == 422
    [error] = answer.json["errors"]
    return error["field"], error["message"]


def offered(evaluation: World, **headers: str) -> list[tuple[str, str]]:
    """What the page's switch offers: (id, label)."""
    text = unescape(evaluation.browser("office").get("/", headers=headers).text)
    switch = re.search(r'id="asked-period">(.*?)</select>', text, re.S)
    assert switch
    return re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', switch[1])


def kept(evaluation: World) -> set[str]:
    """The windows whose results are stored."""
    with evaluation.parts.live().connect() as db:
        return set(db.execute(select(result.c.window).where(result.c.day >= "2025-05")).scalars())


@pytest.fixture
def quarterly(evaluation: World, campus) -> World:
    """Beside the shipped edition of 2025, one whose periods are quarters."""
    campus.hold("activity-may", date(2025, 5, 7), branch=UNIT, on=date(2025, 5, 6))
    publish(evaluation, HELD)
    return evaluation


class TestQuarters:
    def test_each_is_scored_by_its_id(self, quarterly):
        assert totals(quarterly, period="2025-Q1") == {UNIT: "2", OTHER: "0"}
        assert totals(quarterly, period="2025-Q2") == {UNIT: "1", OTHER: "0"}
        answer = scores(quarterly, period="2025-Q1")
        assert (answer["window"], answer["from"], answer["to"]) == ("2025-Q1", "2025-01-01", "2025-03-31")

    def test_a_year_is_still_scored_by_the_edition_that_has_years(self, quarterly):
        assert scores(quarterly, period="2025")["edition"]["scheme"] == "five-homes-2025"
        assert scores(quarterly)["edition"]["scheme"] == "held"  # the trailing year: the one in force

    def test_one_is_explained(self, quarterly):
        answer = quarterly.when("GET", f"/api/scores/{UNIT}?period=2025-Q2", "office").json
        assert (answer["total"], len(answer["events"])) == ("1", 1)

    def test_its_trend_is_the_ends_of_its_own_months(self, quarterly):
        query = {"branch": UNIT, "period": "2025-Q1"}
        points = quarterly.when("GET", "/api/trend/", "member", query_string=query).json["points"]
        found = [(each["day"], each["total"]) for each in points]
        assert found == [("2025-01-31", "0"), ("2025-02-28", "0"), ("2025-03-31", "2")]

    def test_the_running_one_the_one_before_and_the_trailing_year_are_kept(self, quarterly):
        assert {"2025-Q2", "2025-Q2-before", "trailing", "trailing-before"} <= kept(quarterly)
        with quarterly.parts.live().connect() as db:
            stored = set(db.execute(select(result.c.window).where(result.c.day == "2025-03-31")).scalars())
        assert stored == {"2025-Q1"}

    def test_the_page_offers_them_from_the_first_to_the_running_one(self, quarterly):
        chinese = [
            ("2025-Q2", "2025年第2季度（进行中）"),
            ("2025-Q1", "2025年第1季度"),
            ("trailing", "近365天"),
        ]
        assert offered(quarterly) == chinese
        assert offered(quarterly, **EN)[0] == ("2025-Q2", "Quarter 2 of 2025, running")

    def test_replaced_in_mid_period_both_known_on_days_are_answered(self, quarterly):
        old = scores(quarterly, period="2025-Q2")["edition"]["id"]
        quarterly.clock.forward(days=5)
        half = HELD.replace("per: 1,", 'per: "0.5",')
        new = publish(quarterly, half, replaces=old, reason="代表大会决定")
        assert totals(quarterly, period="2025-Q2")[UNIT] == "0.5"
        then = scores(quarterly, period="2025-Q2", as_of="2025-06-30", known_on="2025-06-30")
        row = next(each for each in then["items"] if each["unit"] == UNIT)
        assert (then["edition"]["id"], row["total"], row["known_now"]) == (old, "1", "0.5")
        assert scores(quarterly, period="2025-Q1")["edition"]["id"] == new


class TestUnknown:
    def test_an_id_of_another_form_is_answered_with_an_example(self, evaluation):
        said = "2025-Q1 is no period of the assessment in force; one is 2025."
        query = {"query_string": {"period": "2025-Q1"}}
        assert refusal(evaluation, headers=EN, **query) == ("period", said)
        chinese = "2025-Q1 不是现行考核办法的考核期，应如 2025。"
        assert refusal(evaluation, headers={"Accept-Language": "zh-CN"}, **query) == ("period", chinese)

    def test_the_example_is_of_the_edition_in_force(self, quarterly):
        field, said = refusal(quarterly, headers=EN, query_string={"period": "2024-2025"})
        assert (field, said.split()[-1]) == ("period", "2025-Q2.")

    @pytest.mark.parametrize(
        "period", ["0000", "9999", "٢٠٢٥", "2025-Q5", "-1", "'; --", "2025-before", "now"]
    )
    def test_nonsense_is_no_period(self, quarterly, period):
        assert refusal(quarterly, query_string={"period": period})[0] in ("period", "as_of")

    def test_the_command_line_says_it_too(self, evaluation):
        with pytest.raises(NoAnswer) as caught:
            queries.scores_of(evaluation.parts, "soon")
        assert str(caught.value) == "soon is no period of the assessment in force; one is 2025."


class TestSchoolYears:
    @pytest.fixture
    def college(self, evaluation: World) -> World:
        """A college's sheet whose periods are school years, for the branches of the campus."""
        text = rulebooks.shipped("sheet-02").replace("  branch: {zh: 分工会", "  teaching: {zh: 分工会")
        publish(evaluation, text)
        return evaluation

    def award(self, college: World, on: str) -> None:
        body = {"branch": UNIT, "kind": "title", "name": "model-home", "level": "school", "team": True,
                "body": "校工会", "period": "2024-2025", "on": on, "filed_on": on}  # fmt: skip
        told = college.when("POST", "/api/awards/", "office", json=body)
        assert told.status_code == 201, told.json
        hear(college)

    def test_each_is_scored_by_its_id(self, college):
        # attendance 2 and filings 6 stand in advance; all of physics' twelve are members: 1
        assert totals(college, period="2024-2025") == {UNIT: "9", OTHER: "8"}
        answer = scores(college, period="2024-2025")
        assert (answer["from"], answer["to"]) == ("2024-09-01", "2025-08-31")
        self.award(college, "2024-10-10")
        assert totals(college, period="2024-2025", as_of="2025-06-30") == {UNIT: "11", OTHER: "8"}
        assert totals(college, period="2023-2024")[UNIT] == "8"  # nothing was told of its staff then

    def test_one_that_has_not_begun_has_no_score(self, college):
        field, said = refusal(college, headers=EN, query_string={"period": "2025-2026"})
        assert (field, "had not begun" in said) == ("period", True)

    def test_the_page_goes_on_with_those_before_the_edition_in_force(self, college):
        shown = offered(college)
        assert shown[0] == ("2025", "2025年（进行中）")
        assert shown[1] == ("2024-2025", "2024-2025学年（进行中）")
        assert shown[-2:] == [("2018-2019", "2018-2019学年"), ("trailing", "近365天")]


class TestOfOne:
    def test_an_edition_for_a_single_period_is_in_force_until_that_is_over(self, evaluation):
        publish(evaluation, SINGLE)
        assert totals(evaluation, period="spring-games") == {UNIT: "2", OTHER: "0"}
        assert scores(evaluation)["edition"]["scheme"] == "five-homes-2025"
        assert scores(evaluation, as_of="2025-03-20")["edition"]["scheme"] == "held"
        assert offered(evaluation, **EN) == [
            ("2025", "Year 2025, running"), ("spring-games", "What is held"), ("trailing", "last 365 days")
        ]  # fmt: skip


def test_an_early_edition_does_not_score_what_began_before_it(evaluation):
    """The quarter's edition has the id, but its own first period comes later."""
    publish(evaluation, HELD.replace("in_force_from: 2025-01-02", "in_force_from: 2025-04-01"))
    said = "2025-Q1 is no period of the assessment in force; one is 2025."
    assert refusal(evaluation, headers=EN, query_string={"period": "2025-Q1"}) == ("period", said)
