"""What an operator sees and does over HTTP: lag, parked streams with their cause, rebuild, redrive."""

from datetime import date

from services.chassis.testing import UNIT
from tests.evaluation.conftest import hear


def operation(evaluation):
    return evaluation.when("GET", "/api/operation/", "operator").json


def act(evaluation, what, **body):
    return evaluation.when("POST", f"/api/operation/{what}", "operator", json=body)


def scores(evaluation):
    return evaluation.when("GET", "/api/scores/", "member").json


def test_lag_is_told_by_source(evaluation, campus):
    campus.hold("activity-new", date(2025, 6, 30), branch=UNIT)
    membership = next(each for each in operation(evaluation)["sources"] if each["source"] == "membership")
    assert (membership["behind"], membership["parked"]) == (1, 0)


def test_what_cannot_be_applied_is_shown_with_its_cause_and_can_be_driven_again(evaluation, campus):
    campus.visit("visit-odd", date(2025, 6, 30), branch=UNIT, amount="300.001")
    hear(evaluation)
    [parked] = operation(evaluation)["parked"]
    assert (parked["source"], parked["events"], parked["type"]) == ("welfare", 1, "welfare.visit-logged.v1")
    assert "finer than the step" in parked["cause"]
    answer = act(evaluation, "redrive", source="welfare", stream=parked["stream"])
    assert (answer.status_code, "finer" in answer.json["detail"]) == (409, True)
    assert act(evaluation, "redrive", source="welfare", stream="nothing").json == {"applied": 0}


def test_a_rebuild_is_made_beside_compared_and_swapped_and_the_way_back_is_kept(evaluation):
    before = scores(evaluation)
    assert act(evaluation, "rebuild").status_code == 202
    after = operation(evaluation)
    assert [(each["number"], each["state"]) for each in after["generations"]] == [(1, "kept"), (2, "live")]
    assert after["rebuild"] == {"running": False, "failed": ""}
    hear(evaluation)
    assert scores(evaluation) == before
    assert act(evaluation, "back").json == {"live": 1}
    assert scores(evaluation) == before


def test_a_rebuild_that_differs_leaves_the_live_view_and_says_why(evaluation):
    with evaluation.parts.live().begin() as db:
        db.exec_driver_sql("delete from folio where source = 'membership'")
    act(evaluation, "rebuild")
    after = operation(evaluation)
    assert "tables differ" in after["rebuild"]["failed"]
    assert ("live", 1) in [(each["state"], each["number"]) for each in after["generations"]]


def test_one_rebuild_runs_at_a_time(evaluation):
    evaluation.app.extensions["rebuilding"].spawn = lambda run: None
    assert [act(evaluation, each).status_code for each in ("rebuild", "rebuild", "back")] == [202, 409, 409]
    assert operation(evaluation)["rebuild"]["running"]


def test_there_is_no_way_back_before_a_swap(evaluation):
    assert act(evaluation, "back").status_code == 409
