"""From an application to a transfer and a leave, over HTTP, by those who may."""

from services.chassis.testing import misfits
from services.membership.domain.branch.history import BranchFounded
from services.membership.domain.member.history import (
    ApplicationChecked,
    ApplicationSubmitted,
    MemberJoined,
    MemberTransferred,
    PersonErased,
    TransferReleased,
)
from tests.membership.stories import ANA, BO, LIBRARY, PHYSICS

DAY = "2025-06-30"
APPLICATION = {
    "branch": PHYSICS, "employment_type": "postdoc", "name": "陈晨", "staff_no": "20250009",
    "mobile": "13700001111", "on": DAY,
}  # fmt: skip


def told(union) -> list[type]:
    return [type(each) for each in union.then]


def applied(union) -> str:
    return union.when("post", "/api/applications/", as_="chair", json=APPLICATION).json["id"]


def test_an_application_becomes_a_membership_through_branch_and_office(union):
    member = applied(union)
    assert told(union) == [ApplicationSubmitted]
    checked = union.when(
        "post", f"/api/applications/{member}/check", as_="chair", seen=1, json={"opinion": "同意", "on": DAY}
    )
    assert (checked.status_code, told(union)) == (200, [ApplicationChecked])
    approved = union.when(
        "post", f"/api/applications/{member}/approve", as_="office", seen=2, json={"on": DAY}
    )
    assert (approved.status_code, told(union)) == (200, [MemberJoined])
    assert union.when("get", f"/api/members/{member}", as_="chair").json["state"] == "active"


def test_the_office_approves_but_does_not_check(union):
    member = applied(union)
    step = union.when(
        "post", f"/api/applications/{member}/check", as_="office", seen=1, json={"on": DAY, "opinion": ""}
    )
    assert step.status_code == 403


def test_a_chair_acts_for_the_own_branch_only(union):
    elsewhere = APPLICATION | {"branch": LIBRARY}
    assert union.when("post", "/api/applications/", as_="chair", json=elsewhere).status_code == 403
    assert union.when("get", f"/api/members/{BO}", as_="member").status_code == 403


def test_a_no_without_a_reason_names_the_field(union):
    member = applied(union)
    answer = union.when("post", f"/api/applications/{member}/reject", as_="office", seen=1, json={"on": DAY})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == ["reason"]


def test_the_same_request_twice_is_one_application(union):
    first = union.when("post", "/api/applications/", as_="chair", key="k1", json=APPLICATION)
    again = union.when("post", "/api/applications/", as_="chair", key="k1", json=APPLICATION)
    assert (first.json, again.status_code, told(union)) == (again.json, 201, [])


def test_a_version_seen_is_needed_and_must_be_the_latest(union):
    member = applied(union)
    path, body = f"/api/applications/{member}/check", {"opinion": "", "on": DAY}
    assert union.when("post", path, as_="chair", json=body).status_code == 428
    assert union.when("post", path, as_="chair", seen=7, json=body).status_code == 412


def test_a_transfer_needs_both_branches(union):
    body = {"to": LIBRARY, "reason": "岗位调动", "on": DAY}
    released = union.when("post", f"/api/members/{ANA}/release", as_="chair", seen=3, json=body)
    assert (released.status_code, told(union)) == (200, [TransferReleased])
    own = union.when("post", f"/api/members/{ANA}/accept", as_="chair", seen=4, json={"on": DAY})
    assert own.status_code == 403
    taken = union.when("post", f"/api/members/{ANA}/accept", as_="librarian", seen=4, json={"on": DAY})
    assert (taken.status_code, told(union)) == (200, [MemberTransferred])
    periods = union.when("get", f"/api/members/{ANA}", as_="office").json["periods"]
    assert [(each["branch"], each["until"]) for each in periods] == [(PHYSICS, DAY), (LIBRARY, None)]


def test_open_transfers_are_on_both_branches_lists(union):
    union.when("post", f"/api/members/{ANA}/release", as_="chair", seen=3, json={"to": LIBRARY, "on": DAY})
    for reader in ("chair", "librarian", "office"):
        seen = union.when("get", "/api/transfers/?state=open", as_=reader).json
        assert [each["member"] for each in seen["items"]] == [ANA]
    declined = {"reason": "未到岗", "on": DAY}
    union.when("post", f"/api/members/{ANA}/decline", as_="librarian", seen=4, json=declined)
    assert union.when("get", "/api/transfers/?state=declined", as_="office").json["total"] == 1


def test_members_of_a_merged_branch_follow_it(union):
    merged = union.when(
        "post", f"/api/branches/{PHYSICS}/merge", as_="office", seen=3, json={"into": LIBRARY, "on": DAY}
    )
    assert merged.status_code == 200
    moved = union.when("post", f"/api/members/{ANA}/follow-merger", as_="office", seen=3, json={})
    assert (moved.status_code, told(union)) == (200, [MemberTransferred])


def test_the_roster_is_filtered_and_paged(union):
    everybody = union.when("get", "/api/members/?limit=1", as_="office").json
    assert (everybody["total"], len(everybody["items"])) == (2, 1)
    rest = union.when("get", f"/api/members/?limit=1&after={everybody['next']}", as_="office").json
    assert {everybody["items"][0]["member"], rest["items"][0]["member"]} == {ANA, BO}
    found = union.when("get", "/api/members/?text=安", as_="office").json
    assert [each["member"] for each in found["items"]] == [ANA]
    assert union.when("get", "/api/members/", as_="chair").json["total"] == 2  # the branch's Ana, and himself
    assert union.when("get", "/api/members/", as_="member").json["total"] == 1


def test_a_mobile_number_is_in_no_list_and_in_no_entry(union):
    assert "1380000" not in union.when("get", "/api/members/", as_="office").text
    assert not any("安娜".encode() in row.entry for row in union.store.read(0, 100))


def left(union, member=ANA, version=3):
    body = {"reason": "resigned", "on": DAY}
    return union.when("post", f"/api/members/{member}/leave", as_="office", seen=version, json=body)


def test_an_erased_name_is_readable_nowhere_and_every_leaf_stays(union):
    before = [row.leaf for row in union.store.read(0, 100)]
    assert left(union).status_code == 200
    erased = union.when(
        "post", f"/api/members/{ANA}/erase", as_="office", seen=4, json={"basis": "purpose_done", "on": DAY}
    )
    assert (erased.status_code, told(union)) == (200, [PersonErased])
    for path in ("/api/members/", f"/api/members/{ANA}", "/api/applications/", f"/people?ids={ANA}"):
        assert "安娜" not in union.when("get", path, as_="office").get_data(as_text=True)
    assert [row.leaf for row in union.store.read(0, 100)][: len(before)] == before


def test_what_was_sealed_is_closed_for_ever_once_erased(union):
    import pytest

    from services.chassis.stores.sealing import Erased

    row = union.store.read_stream(ANA)[0]
    assert "安娜" in union.parts.keyring.open(ANA, row.sealed).decode()
    left(union)
    union.when(
        "post", f"/api/members/{ANA}/erase", as_="office", seen=4, json={"basis": "unlawful", "on": DAY}
    )
    with pytest.raises(Erased):
        union.parts.keyring.open(ANA, row.sealed)


def test_names_are_for_those_who_may_know_them(union):
    applicant = applied(union)
    ids = f"{ANA},{BO},{applicant},member-none"
    assert union.when("get", f"/people?ids={ids}", as_="member").json["names"] == {ANA: "安娜", BO: "博文"}
    assert union.when("get", f"/people?ids={ids}", as_="chair").json["names"][applicant] == "陈晨"
    assert union.when("get", f"/people?ids={ids}", as_="operator").status_code == 403


def test_a_branch_is_founded_and_read_as_on_a_day(union):
    body = {"name": "数学学院分工会", "kind": "teaching", "on": DAY}
    made = union.when("post", "/api/branches/", as_="office", json=body)
    assert (made.status_code, told(union)) == (201, [BranchFounded])
    seen = union.when("get", f"/api/branches/{made.json['id']}", as_="member")
    assert (seen.json["name"], seen.headers["ETag"]) == ("数学学院分工会", '"1"')
    known = union.when("get", "/api/branches/?living=true&on=2025-01-01", as_="member").json
    assert {each["branch"] for each in known["items"]} == {PHYSICS, LIBRARY}


def test_head_counts_and_groups_are_told_by_the_branch(union):
    count = {"on": DAY, "staff": 82, "women": 36, "non_establishment": 12, "retired": 20}
    path = f"/api/branches/{PHYSICS}/head-counts"
    assert union.when("post", path, as_="chair", seen=3, json=count).status_code == 200
    assert union.when("post", path, as_="librarian", seen=4, json=count).status_code == 403
    assert [each["staff"] for each in union.when("get", path, as_="member").json["items"]] == [82, 80]
    assert union.when("get", f"/api/branches/{PHYSICS}", as_="member").json["staff"] == 82
    groups = f"/api/branches/{PHYSICS}/groups"
    made = union.when("post", groups, as_="chair", seen=4, json={"name": "理论小组", "on": DAY})
    assert made.status_code == 200
    closed = union.when("post", f"{groups}/group-optics/close", as_="chair", seen=5, json={"on": DAY})
    assert closed.status_code == 200
    ends = [each["closed_on"] for each in union.when("get", groups, as_="member").json["items"]]
    assert sorted(ends, key=str) == [DAY, None]


def test_a_chair_files_today_and_the_office_may_note_an_earlier_day(union):
    count = {"on": DAY, "staff": 1, "women": 0, "non_establishment": 0, "retired": 0}
    path, early = f"/api/branches/{PHYSICS}/head-counts", {"on": "2025-06-01", "filed_on": "2025-06-10"}
    by_chair = union.when("post", path, as_="chair", seen=3, json=count | early)
    assert (by_chair.status_code, by_chair.json["errors"][0]["field"]) == (422, "filed_on")
    assert union.when("post", path, as_="office", seen=3, json=count | early).status_code == 200


def test_a_stream_of_another_kind_is_not_found(union):
    for path in (f"/api/branches/{ANA}/rename", f"/api/members/{PHYSICS}/leave"):
        body = {"name": "x", "on": DAY} if "branches" in path else {"reason": "resigned", "on": DAY}
        assert union.when("post", path, as_="office", seen=1, json=body).status_code == 404


def test_tokens_for_programs_come_from_the_operator(union):
    answer = union.when("post", "/api/tokens/", as_="operator", json={"id": "loader-9", "role": "loader"})
    assert answer.status_code == 201
    assert union.parts.tokens.verify(answer.json["token"]).id == "loader-9"
    assert union.when("get", "/.well-known/jwks.json").json["keys"]


def test_every_persona_at_every_door(union):
    assert misfits(union) == []
