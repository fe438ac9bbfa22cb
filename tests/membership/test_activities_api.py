"""Activities over HTTP: told by the branch, corrected as whole facts, read as far as one may."""

from services.membership.domain.activity.history import (
    ActivityCorrected,
    ActivityHeld,
    ActivityWithdrawn,
    Called,
)
from tests.membership.stories import ANA, BO, LIBRARY, PHYSICS

RUN = {
    "branch": PHYSICS, "kind": "sports", "home": "warmth", "title": "健步走", "on": "2025-06-28",
    "planned": True, "result": "五公里",
    "attendance": [{"member": ANA, "state": "present"}, {"member": BO, "state": "late"}],
}  # fmt: skip


def held(union) -> str:
    return union.when("post", "/api/activities/", as_="chair", json=RUN).json["id"]


def test_each_person_is_told_with_the_unit_of_that_day(union):
    held(union)
    (told,) = union.then
    assert isinstance(told, ActivityHeld)
    assert told.attendance == (
        Called(unit=LIBRARY, state="late", members=(BO,)),
        Called(unit=PHYSICS, state="present", members=(ANA,)),
    )


def test_who_was_no_member_that_day_is_named(union):
    answer = union.when("post", "/api/activities/", as_="chair", json=RUN | {"on": "2025-01-05"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "attendance")


def test_nobody_is_listed_twice(union):
    twice = RUN | {"attendance": [RUN["attendance"][0]] * 2}
    assert union.when("post", "/api/activities/", as_="chair", json=twice).status_code == 422


def test_a_correction_repeats_the_whole_fact(union):
    activity = held(union)
    body = RUN | {"title": "健步走（复赛）", "reason": "题目有误"}
    answer = union.when("post", f"/api/activities/{activity}/correct", as_="chair", seen=1, json=body)
    (told,) = union.then
    assert (answer.status_code, type(told)) == (200, ActivityCorrected)
    assert (told.old.title, told.new.title) == ("健步走", "健步走（复赛）")


def test_another_branch_changes_nothing(union):
    activity = held(union)
    path = f"/api/activities/{activity}/withdraw"
    assert union.when("post", path, as_="librarian", seen=1, json={"reason": "x"}).status_code == 403
    assert union.when("post", path, as_="chair", seen=1, json={"reason": "重复"}).status_code == 200
    assert [type(each) for each in union.then] == [ActivityWithdrawn]


def test_a_list_counts_attendance_and_filters(union):
    held(union)
    (row,) = union.when("get", "/api/activities/?kind=sports&since=2025-06-01", as_="member").json["items"]
    assert (row["called"], row["present"], row["late"]) == (2, 1, 1)
    assert union.when("get", "/api/activities/?kind=lecture", as_="member").json["total"] == 0


def test_attendance_is_seen_by_the_branch_the_own_unit_and_oneself(union):
    activity = held(union)
    seen = {
        reader: [
            row["member"]
            for row in union.when("get", f"/api/activities/{activity}", as_=reader).json["attendance"]
        ]
        for reader in ("chair", "librarian", "member", "office", "handler")
    }
    assert seen == {
        "chair": [BO, ANA],
        "librarian": [BO],
        "member": [ANA],
        "office": [BO, ANA],
        "handler": [],
    }
