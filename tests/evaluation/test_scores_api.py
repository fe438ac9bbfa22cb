"""Scores over HTTP: ranked and complete, for any day, under either clock, explained down to the event."""

from datetime import date
from fractions import Fraction

import pytest

from services.chassis.testing import UNIT, misfits
from services.evaluation import app, queries
from tests.evaluation.conftest import OFFICE_BRANCH, OTHER, hear


def scores(evaluation, as_="member", **query):
    answer = evaluation.when("GET", "/api/scores/", as_, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def total(evaluation, unit=UNIT, **query):
    return next(each["total"] for each in scores(evaluation, **query)["items"] if each["unit"] == unit)


def explanation(evaluation, branch=UNIT, as_="office", **query):
    return evaluation.when("GET", f"/api/scores/{branch}", as_, query_string=query).json


def parts(score):
    yield score
    for child in score.get("parts", ()):
        yield from parts(child)


def test_every_branch_has_its_place_within_its_kind(evaluation):
    answer = scores(evaluation, period="2025")
    places = [(each["unit"], each["rank"], each["of"]) for each in answer["items"]]
    assert places == [(OFFICE_BRANCH, 1, 1), (UNIT, 1, 2), (OTHER, 2, 2)]
    first = answer["items"][1]
    assert (first["name"], first["most"], len(first["homes"])) == ("物理学院", "100", 5)
    assert Fraction(first["total"]) == sum(Fraction(each["points"]) for each in first["sections"])


def test_an_answer_says_up_to_where_it_is_complete_and_by_which_edition(evaluation, campus):
    answer = scores(evaluation)
    heads = {source: len(log) for source, log in campus.logs.items()} | {"evaluation": 1}
    assert answer["complete"] == answer["head"] == heads
    assert answer["edition"]["id"] == "edition-five-homes-2025"
    campus.hold("activity-later", date(2025, 6, 30), branch=UNIT)
    behind = scores(evaluation)
    assert behind["head"]["membership"] == behind["complete"]["membership"] + 1


@pytest.mark.parametrize("period", ["trailing", "2025"])
def test_the_stored_scores_are_those_computed_from_lines(evaluation, period, monkeypatch):
    stored = queries.scores_of(evaluation.parts, period)
    monkeypatch.setattr(queries, "_is_kept", lambda db, question, window: False)
    assert queries.scores_of(evaluation.parts, period) == stored


def test_the_change_of_a_month_is_the_difference_of_two_answers(evaluation):
    then, now = total(evaluation, period="2025", as_of="2025-05-30"), total(evaluation, period="2025")
    row = next(each for each in scores(evaluation, period="2025")["items"] if each["unit"] == UNIT)
    assert Fraction(row["change"]) == Fraction(now) - Fraction(then)


def test_a_late_fact_changes_what_is_known_now_but_not_what_was_known_then(evaluation, campus):
    then = total(evaluation, period="2025", as_of="2025-04-30", known_on="2025-04-30")
    campus.hold("activity-late", date(2025, 6, 30), branch=UNIT, kind="meeting", home="development",
                on=date(2025, 4, 10), filed_on=date(2025, 6, 29))  # fmt: skip
    hear(evaluation)
    known_then = scores(evaluation, period="2025", as_of="2025-04-30", known_on="2025-04-30")["items"]
    row = next(each for each in known_then if each["unit"] == UNIT)
    assert row["total"] == then
    assert row["known_now"] == total(evaluation, period="2025", as_of="2025-04-30") != then


def test_an_explanation_adds_up_and_leads_to_the_events(evaluation):
    answer = explanation(evaluation, period="2025")
    assert answer["total"] == total(evaluation, period="2025")
    for part in parts(answer["score"]):
        of = [Fraction(each["share"]) * Fraction(each["points"]) for each in part.get("parts", ())]
        raw = sum(of) if "parts" in part else Fraction(part["proof"]["raw"])
        assert Fraction(part["points"]) == raw + sum(Fraction(each["change"]) for each in part["steps"])
    [plan] = next(p for p in parts(answer["score"]) if p["id"] == "development.plan")["proof"]["of"]["facts"]
    event = answer["events"][plan["event"]]
    assert (event["type"], event["id"]) == ("membership.activity-held.v1", f"membership-{event['position']}")


def test_a_branch_is_found_by_its_name(evaluation):
    assert explanation(evaluation, "物理学院", period="2025")["branch"] == UNIT
    assert evaluation.when("GET", "/api/scores/nobody", "member").status_code == 404


def test_facts_can_be_asked_for_one_item(evaluation):
    answer = explanation(evaluation, period="2025", item="development.plan")
    facts = [p["id"] for p in parts(answer["score"]) if "proof" in p and "facts" in p["proof"]["of"]]
    assert facts == ["development.plan"]
    assert len(answer["events"]) == 1


def test_whom_a_fact_is_about_is_for_those_who_may_know(evaluation):
    whole = explanation(evaluation, as_="chair", period="2025")
    hidden = evaluation.when("GET", f"/api/scores/{UNIT}?period=2025", "member")
    assert "member-1" in str(whole)
    assert "member-1" not in hidden.text
    assert "visit-1" not in hidden.text
    assert [*hidden.json["events"]] == [*whole["events"]]
    assert "member-bo" not in evaluation.when("GET", f"/api/scores/{OTHER}?period=2025", "chair").text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"as_of": "2025-07-01"}, "as_of"),
        ({"known_on": "2025-07-01"}, "known_on"),
        ({"as_of": "2024-12-31"}, "as_of"),
        ({"period": "2024"}, "as_of"),
        ({"period": "2026"}, "period"),
        ({"period": "soon"}, "period"),
        ({"as_of": "June"}, "as_of"),
    ],
)
def test_a_question_without_an_answer_says_which_field_and_why(evaluation, query, field):
    answer = evaluation.when("GET", "/api/scores/", "member", query_string=query)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field
    assert answer.json["errors"][0]["message"]


def test_an_edition_is_not_known_before_it_was_told(evaluation):
    query = {"as_of": "2025-03-31", "known_on": "2024-12-31"}
    assert evaluation.when("GET", "/api/scores/", "member", query_string=query).status_code == 422


def test_the_trend_ends_with_the_score_of_today(evaluation):
    answer = evaluation.when("GET", "/api/trend/", "member", query_string={"branch": UNIT, "months": 24}).json
    days = [each["day"] for each in answer["points"]]
    assert days == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"]
    assert answer["points"][-1]["total"] == total(evaluation)
    assert answer["points"][2]["total"] == total(evaluation, as_of="2025-03-31")


def test_a_new_day_is_scored_anew(evaluation):
    evaluation.clock.forward(days=1)
    assert scores(evaluation)["as_of"] == "2025-07-01"
    assert app.refresh(evaluation.parts)
    assert not app.refresh(evaluation.parts)


def test_every_persona_at_every_door_gets_what_access_says(evaluation):
    assert misfits(evaluation) == []
