"""Congresses and delegates over HTTP: settings with a source, one seat each, a report that hides nothing."""

from services.chassis.testing import misfits
from tests.congress.conftest import CONGRESS, SEATED
from tests.congress.test_proposals_api import Way

NEXT = {
    "name": "第八届教代会第四次会议",
    "term": 8,
    "session": 4,
    "on": "2026-04-17",
    "window_from": "2026-03-16",
    "window_to": "2026-04-15",
}


def test_figures_not_given_come_from_the_edition_in_force(congress):
    made = congress.when("post", "/api/congresses/", "office", json=NEXT)
    assert made.status_code == 201
    settings = congress.when("get", f"/api/congresses/{made.json['id']}", "member").json["settings"]
    assert (settings["min_seconders"], settings["reply_days"], settings["late_policy"]) == (2, 30, "suggest")
    assert "order no. 32" in settings["citation"]


def test_only_the_office_convenes(congress):
    for persona in ("member", "chair", "handler", "auditor"):
        assert congress.when("post", "/api/congresses/", persona, json=NEXT).status_code == 403


def test_a_closed_congress_receives_nothing_more(congress):
    congress.clock.forward(days=40)
    congress._tokens.clear()
    answer = congress.when("post", f"/api/congresses/{CONGRESS}/close", "office", seen=1, json={})
    assert answer.status_code == 200
    body = {"congress": CONGRESS, "category": "welfare", "title": "提案", "cause": "因", "measures": "办法"}
    answer = congress.when("post", "/api/proposals/", "member", json=body)
    assert answer.json["type"] == "urn:hearth:problem:congress-not-open"


def test_the_register_is_filtered_and_paged(congress):
    found = congress.when("get", "/api/delegates/", "auditor", query_string={"branch": "branch-2"}).json
    assert {each["member"] for each in found["items"]} == {"member-bo", "member-chen"}
    seen, after = [], ""
    while after is not None:
        page = congress.when(
            "get", "/api/delegates/", "auditor", query_string={"limit": 1, "after": after}
        ).json
        seen += [each["member"] for each in page["items"]]
        after = page["next"]
    assert sorted(seen) == sorted(SEATED)


def test_a_seat_that_ended_no_longer_seconds(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    ended = congress.when(
        "post", f"/api/delegates/{CONGRESS}/member-bo/end", "office", seen=1, json={"reason": "recalled"}
    )
    assert ended.status_code == 200
    assert way.act("second", "bo").json["type"] == "urn:hearth:problem:not-a-delegate"


def test_a_seconder_who_lost_his_seat_does_not_carry_the_submission(congress):
    way = Way(congress).seconded()
    congress.when(
        "post", f"/api/delegates/{CONGRESS}/member-bo/end", "office", seen=1, json={"reason": "retired"}
    )
    assert way.act("submit", "member").json["type"] == "urn:hearth:problem:too-few-seconders"


def test_the_report_tells_not_rated_apart(congress):
    Way(congress).replied().does("rate", "member", rating="satisfied")
    Way(congress).replied()
    Way(congress).seconded().does("submit", "member").does("refuse", "office", code="solved", text="已解决")
    Way(congress)
    report = congress.when("get", f"/api/congresses/{CONGRESS}/report", "auditor").json
    assert report == {
        "received": 3,
        "filed": 2,
        "merged": 0,
        "not_filed": 1,
        "replied": 2,
        "in_time": 2,
        "satisfied": 1,
        "basically": 0,
        "dissatisfied": 0,
        "not_rated": 1,
    }


def test_every_door_opens_to_whom_the_access_table_says(congress):
    assert misfits(congress) == []
