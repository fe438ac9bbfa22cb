"""The pages: seen by those who may, acting through the same rules as the API, in Chinese first."""

import re

import pytest

from services.chassis.running.config import Misconfigured
from services.chassis.testing import world
from services.chassis.web.tokens import Grant, Principal
from services.membership import app as membership
from services.membership.domain.activity.history import ActivityCorrected, ActivityHeld, ActivityWithdrawn
from services.membership.domain.branch.history import (
    BranchDissolved,
    BranchFounded,
    BranchMerged,
    BranchRenamed,
    GroupClosed,
    GroupFormed,
    HeadCountTold,
)
from services.membership.domain.member.history import (
    ApplicationChecked,
    ApplicationReturned,
    ApplicationSubmitted,
    MemberJoined,
    MemberLeft,
    MemberTransferred,
    PersonErased,
    TransferReleased,
)
from tests.membership.campus import campus
from tests.membership.stories import ANA, BO, LIBRARY, PHYSICS

DAY = "2025-06-30"
APPLICANT = {
    "name": "陈晨", "branch": PHYSICS, "employment_type": "postdoc", "staff_no": "7", "mobile": "", "on": DAY,
}  # fmt: skip
PAGES = [
    "/", "/members", f"/members/{ANA}", "/applications", f"/applications/{ANA}", "/transfers",
    f"/transfers/{ANA}", "/branches", f"/branches/{PHYSICS}", "/activities", "/applications/new",
    "/activities/new", f"/members/{ANA}/leave", f"/members/{ANA}/erase", "/branches/new",
    f"/branches/{PHYSICS}/rename", f"/branches/{PHYSICS}/merge", f"/branches/{PHYSICS}/dissolve",
    f"/branches/{PHYSICS}/head-count", f"/branches/{PHYSICS}/groups/new",
    f"/branches/{PHYSICS}/groups/group-optics/close",
]  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    return campus()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_page_is_drawn_for_the_office(drawn, path, language):
    answer = drawn.page(f"{path}?lang={language}", as_="office")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).count("<h1") == 1


def test_a_list_keeps_its_filters_in_the_address(union):
    found = union.page("/members?text=安&state=active", as_="office").get_data(as_text=True)
    assert "安娜" in found
    assert "博文" not in found
    assert "没有" in union.page("/members?text=无名", as_="office").get_data(as_text=True)


def test_a_mobile_number_is_masked(union):
    page = union.page(f"/members/{ANA}", as_="office").get_data(as_text=True)
    assert "138****1234" in page
    assert "13800001234" not in page


def told(union) -> list[type]:
    return [type(each) for each in union.then]


def where(answer) -> str:
    assert answer.status_code == 303, re.findall(r"field-error.*", answer.get_data(as_text=True))
    return answer.headers["Location"]


def test_from_the_form_over_the_desk_to_a_member(union):
    path = where(union.submit("/applications/new", "chair", APPLICANT))
    assert told(union) == [ApplicationSubmitted]
    union.submit(path, "chair", {"decision": "check", "reason": "同意", "on": DAY}, seen=1)
    assert told(union) == [ApplicationChecked]
    union.submit(path, "office", {"decision": "approve", "on": DAY}, seen=2)
    assert told(union) == [MemberJoined]


def test_a_member_brings_nobody_else_into_the_union(union):
    assert union.page("/applications/new", as_="member").status_code == 403
    assert union.page("/applications", as_="member").status_code == 200


def test_a_returned_application_is_submitted_again_with_what_was_given(union):
    path = where(union.submit("/applications/new", "chair", APPLICANT))
    union.submit(path, "office", {"decision": "return", "reason": "缺手机号", "on": DAY}, seen=1)
    assert told(union) == [ApplicationReturned]
    assert "陈晨" in union.page(f"{path}/again", as_="chair").get_data(as_text=True)
    where(union.submit(f"{path}/again", "chair", {**APPLICANT, "mobile": "13712345678"}, seen=2))
    assert told(union) == [ApplicationSubmitted]


def test_a_no_without_a_reason_keeps_the_input_and_tells_nothing(union):
    path = where(union.submit("/applications/new", "chair", APPLICANT))
    answer = union.submit(path, "office", {"decision": "reject", "on": DAY}, seen=1)
    assert (answer.status_code, told(union)) == (422, [])
    assert "请说明理由" in answer.get_data(as_text=True)


def test_a_decision_that_was_not_offered_is_not_taken(union):
    path = where(union.submit("/applications/new", "chair", APPLICANT))
    answer = union.submit(path, "office", {"decision": "check", "on": DAY}, seen=1)
    assert (answer.status_code, told(union)) == (403, [])


def test_a_transfer_is_released_by_one_branch_and_accepted_by_the_other(union):
    where(union.submit(f"/members/{ANA}/release", "chair", {"to": LIBRARY, "on": DAY}, seen=3))
    assert told(union) == [TransferReleased]
    assert "安娜" in union.page("/transfers?state=open", as_="librarian").get_data(as_text=True)
    where(union.submit(f"/transfers/{ANA}", "librarian", {"decision": "accept", "on": DAY}, seen=4))
    assert told(union) == [MemberTransferred]


def test_leaving_and_erasing_make_the_name_unreadable_on_every_page(union):
    where(union.submit(f"/members/{ANA}/leave", "office", {"reason": "retired", "on": DAY}, seen=3))
    assert told(union) == [MemberLeft]
    where(union.submit(f"/members/{ANA}/erase", "office", {"basis": "purpose_done", "on": DAY}, seen=4))
    assert told(union) == [PersonErased]
    for path in ("/members", f"/members/{ANA}", "/applications", f"/applications/{ANA}"):
        assert "安娜" not in union.page(path, as_="office").get_data(as_text=True)


ACTS = [
    ("rename", {"name": "天文学院分工会", "on": DAY}, BranchRenamed),
    ("merge", {"into": LIBRARY, "on": DAY}, BranchMerged),
    (
        "head-count",
        {"staff": "82", "women": "36", "non_establishment": "12", "retired": "0", "on": DAY},
        HeadCountTold,
    ),
    ("groups/new", {"name": "理论小组", "on": DAY}, GroupFormed),
    ("groups/group-optics/close", {"on": DAY}, GroupClosed),
]


@pytest.mark.parametrize(("act", "body", "event"), ACTS)
def test_a_branch_s_page_acts(union, act, body, event):
    where(union.submit(f"/branches/{PHYSICS}/{act}", "office", body, seen=3))
    assert told(union) == [event]


def test_all_members_of_a_merged_branch_follow_it_in_one_act(union):
    union.submit(f"/branches/{PHYSICS}/merge", "office", {"into": LIBRARY, "on": DAY}, seen=3)
    assert "将全部会员转入" in union.page(f"/branches/{PHYSICS}", as_="office").get_data(as_text=True)
    where(union.submit(f"/branches/{PHYSICS}/follow", "office", {}))
    assert told(union) == [MemberTransferred]
    where(union.submit(f"/branches/{PHYSICS}/follow", "office", {}))
    assert told(union) == []


def test_what_waits_for_the_reader_is_on_the_landing_page(union):
    where(union.submit("/applications/new", "chair", APPLICANT))
    assert "陈晨" in union.page("/", as_="chair").get_data(as_text=True)
    assert "陈晨" not in union.page("/", as_="office").get_data(as_text=True)


def test_a_branch_with_members_is_not_dissolved_and_the_page_says_so(union):
    body = {"reason": "撤销", "on": DAY}
    answer = union.submit(f"/branches/{PHYSICS}/dissolve", "office", body, seen=3)
    assert (answer.status_code, told(union)) == (422, [])
    assert "1 名会员" in answer.get_data(as_text=True)


def test_an_empty_branch_is_founded_and_dissolved(union):
    path = where(
        union.submit(
            "/branches/new", "office", {"name": "期刊社分工会", "kind": "affiliated", "parent": "", "on": DAY}
        )
    )
    assert told(union) == [BranchFounded]
    where(union.submit(f"{path}/dissolve", "office", {"reason": "撤销", "on": DAY}, seen=1))
    assert told(union) == [BranchDissolved]


RUN = {
    "branch": PHYSICS, "kind": "sports", "home": "warmth", "title": "健步走", "on": "2025-06-28",
    "planned": "true", "result": "", f"state-{ANA}": "present",
}  # fmt: skip


def test_an_activity_is_told_with_its_roll_corrected_and_withdrawn(union):
    assert ANA in union.page("/activities/new", as_="chair").get_data(as_text=True)
    path = where(union.submit("/activities/new", "chair", RUN))
    (held,) = union.then
    assert (type(held), held.attendance[0].members, held.planned) == (ActivityHeld, (ANA,), True)
    assert f'name="state-{ANA}"' in union.page(f"{path}/correct", as_="chair").get_data(as_text=True)
    wrong = {**RUN, f"state-{BO}": "late", "reason": "漏登一人"}
    where(union.submit(f"{path}/correct", "chair", wrong, seen=1))
    assert told(union) == [ActivityCorrected]
    assert "健步走" in union.page(path, as_="member").get_data(as_text=True)
    where(union.submit(f"{path}/withdraw", "chair", {"reason": "重复填报"}, seen=2))
    assert told(union) == [ActivityWithdrawn]
    assert "重复填报" in union.page(path, as_="chair").get_data(as_text=True)


def test_a_form_sent_twice_is_one_activity(union):
    body = {**RUN, "_key": "the-same"}
    assert where(union.submit("/activities/new", "chair", body)) == where(
        union.submit("/activities/new", "chair", body)
    )
    assert told(union) == []


def test_personas_are_signed_in_as_in_demo_mode():
    union = world(membership)
    app = membership.create(union.parts, [("Union office", Principal("member-3", (Grant("office"),)))])
    browser = app.test_client()
    assert "Union office" in browser.get("/sign-in?lang=en").get_data(as_text=True)
    entered = browser.post("/sign-in", data={"persona": "0", "next": "/members"})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/members")
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert browser.get("/members", headers={"Accept": "text/html"}).status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/members", headers={"Accept": "text/html"}).status_code == 303


def test_an_unknown_persona_is_not_found():
    assert world(membership).client.post("/sign-in", data={"persona": "9"}).status_code == 404


def test_personas_do_not_exist_outside_demo_mode():
    union = world(membership, config={"demo_mode": False})
    with pytest.raises(Misconfigured):
        membership.create(union.parts, [("Union office", Principal("member-3", (Grant("office"),)))])
