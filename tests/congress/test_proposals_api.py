"""A proposal's life over HTTP: everybody acts for himself, and the list shows where it stands."""

from datetime import timedelta

import pytest

from services.chassis.testing import World
from services.congress.domain.proposal import events as told
from tests.congress.conftest import CONGRESS
from tests.congress.stories import TEXTS

API = "/api/proposals"


class Way:
    """A proposal on its way; each step is one request, as somebody."""

    def __init__(self, world: World) -> None:
        self.world = world
        made = world.when("post", f"{API}/", "member", json={"congress": CONGRESS, **TEXTS})
        assert made.status_code == 201, made.json
        self.id, self.version = made.json["id"], made.json["version"]

    def act(self, verb, as_, **body):
        answer = self.world.when("post", f"{API}/{self.id}/{verb}", as_, seen=self.version, json=body)
        if answer.status_code == 200:
            self.version = answer.json["version"]
        return answer

    def does(self, verb, as_, **body):
        answer = self.act(verb, as_, **body)
        assert answer.status_code == 200, answer.json
        return self

    def seconded(self):
        for who in ("bo", "chen"):
            self.does("invite", "member", seconder=f"member-{who}", sign_by="2025-03-28").does("second", who)
        return self

    def filed(self):
        return self.seconded().does("submit", "member").does("file", "office")

    def replied(self, lead="dept-logistics"):
        self.filed().does("assign", "office", lead=lead, co=["dept-finance"])
        return self.does("reply", "handler", lead=lead, result="solved", text="四月起延长到二十点半")

    def shown(self, as_="member"):
        return self.world.when("get", f"{API}/{self.id}", as_).json


def items(world, as_, **query):
    return world.when("get", f"{API}/", as_, query_string=query).json["items"]


def test_a_proposal_goes_all_the_way(congress):
    way = Way(congress).replied()
    assert way.shown()["number"] == "2025TA001"
    assert way.shown()["departments"] == ["dept-logistics", "dept-finance"]
    way.does("rate", "member", rating="satisfied")
    assert way.shown()["state"] == "rated"
    kinds = [type(each) for each in congress.events(way.id)]
    assert kinds[-4:] == [told.ProposalFiled, told.ProposalAssigned, told.ProposalReplied, told.ProposalRated]


def test_nobody_seconds_for_another(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    for other in ("member", "chair", "office", "chen", "eve"):
        assert way.act("second", other).json["type"] == "urn:hearth:problem:not-invited"
    assert way.act("second", "bo", seconder="member-chen").status_code == 422
    way.does("second", "bo")
    assert congress.then[0].seconder == "member-bo"


def test_the_loader_and_the_auditor_have_no_voice(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    for persona in ("loader", "auditor", "operator", "service"):
        assert way.act("second", persona).status_code == 403


def test_nobody_rates_for_another(congress):
    way = Way(congress).replied()
    for other in ("bo", "chair", "office"):
        assert (
            way.act("rate", other, rating="satisfied").json["type"] == "urn:hearth:problem:not-the-proposer"
        )


def test_a_department_answers_for_itself_only(congress):
    way = Way(congress).filed().does("assign", "office", lead="dept-finance")
    answer = way.act("reply", "handler", lead="dept-finance", result="solved", text="已办")
    assert answer.status_code == 403
    answer = way.act("reply", "handler", lead="dept-logistics", result="solved", text="已办")
    assert answer.json["type"] in ("urn:hearth:problem:not-your-department",)


def test_submission_says_how_many_seconders_are_missing(congress):
    way = (
        Way(congress)
        .does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
        .does("second", "bo")
    )
    answer = way.act("submit", "member")
    assert answer.status_code == 422
    assert answer.json["detail"] == "还差 1 位附议人。"


def test_a_draft_is_seen_by_its_proposer_and_those_invited(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    assert way.shown("bo")["title"] == TEXTS["title"]
    for other in ("chen", "office", "auditor", "chair"):
        assert congress.when("get", f"{API}/{way.id}", other).status_code == 404
        assert items(congress, other) == []


def test_invitations_wait_for_the_one_who_was_asked(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    waiting = congress.when("get", f"{API}/invitations", "bo").json["items"]
    assert [each["proposal"] for each in waiting] == [way.id]
    way.does("decline", "bo", reason="不属学校职权")
    assert congress.when("get", f"{API}/invitations", "bo").json["items"] == []


def test_only_the_proposer_sees_who_declined(congress):
    way = Way(congress).seconded().does("invite", "member", seconder="member-2", sign_by="2025-03-28")
    way.does("decline", "chair").does("submit", "member")
    assert {each["seconder"] for each in way.shown("bo")["invitations"]} == {"member-bo", "member-chen"}
    assert "member-2" in {each["seconder"] for each in way.shown()["invitations"]}
    steps = congress.when("get", f"{API}/{way.id}/timeline", "auditor").json["items"]
    assert {each["type"] for each in steps} == {
        "congress.proposal-drafted.v1",
        "congress.seconding-accepted.v1",
        "congress.proposal-submitted.v1",
    }


def test_the_list_is_filtered_counted_and_paged(congress):
    one, two = Way(congress).filed(), Way(congress).seconded().does("submit", "member")
    assert {each["proposal"] for each in items(congress, "office")} == {one.id, two.id}
    assert [each["proposal"] for each in items(congress, "office", state="filed")] == [one.id]
    assert [each["proposal"] for each in items(congress, "office", text="2025TA001")] == [one.id]
    assert items(congress, "office", branch="branch-2") == []
    states = congress.when("get", f"{API}/counts", "office").json["states"]
    assert states == {"filed": 1, "submitted": 1}
    page = congress.when("get", f"{API}/", "office", query_string={"limit": 1}).json
    assert (page["total"], len(page["items"])) == (2, 1)
    rest = congress.when("get", f"{API}/", "office", query_string={"limit": 1, "after": page["next"]}).json
    assert rest["items"][0]["proposal"] != page["items"][0]["proposal"]


def test_what_is_due_is_a_filter(congress):
    way = Way(congress).filed().does("assign", "office", lead="dept-logistics")
    assert items(congress, "office", due="overdue") == []
    congress.clock.forward(days=70)
    congress._tokens.clear()
    assert [each["proposal"] for each in items(congress, "office", due="overdue")] == [way.id]
    way.does("reply", "handler", lead="dept-logistics", result="in_progress", text="列入下半年计划")
    assert way.shown()["reply_late"] is True


def test_a_handler_sees_what_was_assigned_to_his_department(congress):
    way = Way(congress).filed()
    assert items(congress, "handler") == []
    way.does("assign", "office", lead="dept-finance", co=["dept-logistics"])
    assert [each["proposal"] for each in items(congress, "handler")] == [way.id]


def test_numbers_run_without_holes(congress):
    numbers = [Way(congress).filed().shown()["number"] for _ in range(3)]
    assert numbers == ["2025TA001", "2025TA002", "2025TA003"]


def test_a_merged_proposal_stays_readable_and_points_to_the_other(congress):
    main, other = Way(congress).filed(), Way(congress).seconded().does("submit", "member")
    other.does("merge", "office", into=main.id)
    assert (other.shown()["state"], other.shown()["into"]) == ("merged", main.id)
    assert main.shown()["originals"] == [other.id]


def test_not_filed_tells_its_ground(congress):
    way = Way(congress).seconded().does("submit", "member")
    way.does("refuse", "office", code="vague", text="没有可行措施")
    assert (way.shown()["state"], way.shown()["code"]) == ("not_filed", "vague")


def test_dissatisfaction_starts_the_second_round(congress):
    way = Way(congress).replied()
    assert way.act("rate", "member", rating="dissatisfied").json["errors"][0]["field"] == "opinion"
    way.does("rate", "member", rating="dissatisfied", opinion="只答未办")
    assert (way.shown()["state"], way.shown()["round"]) == ("assigned", 2)
    way.does("reply", "handler", lead="dept-logistics", result="solved", text="今日起执行")
    way.does("rate", "member", rating="basically")
    assert way.shown()["state"] == "rated"


def test_a_revised_draft_is_seconded_again(congress):
    way = Way(congress).seconded().does("revise", "member", **(TEXTS | {"measures": "延长到二十一点整"}))
    assert way.shown()["seconders"] == 0
    assert way.act("submit", "member").status_code == 422


def test_similar_titles_are_found(congress):
    way = Way(congress).filed()
    query = {"congress": CONGRESS, "title": "关于食堂晚餐时间延长的建议"}
    found = congress.when("get", f"{API}/similar", "bo", query_string=query).json["items"]
    assert [each["proposal"] for each in found] == [way.id]


def test_the_export_is_exactly_the_filtered_list(congress):
    way = Way(congress).filed()
    Way(congress)
    text = congress.when("get", f"{API}/export.csv", "office", query_string={"state": "filed"}).get_data(True)
    header, line, *rest = text.lstrip("\ufeff").splitlines()
    assert header.startswith("编号,标题,类别,状态,")
    assert line.startswith("2025TA001,")
    assert way.id in line
    assert "老师bo, 老师chen" in line
    assert rest == []


def test_a_formula_in_a_title_stays_text(congress):
    made = Way(congress)
    made.does("revise", "member", **(TEXTS | {"title": "=HYPERLINK(1)"})).filed()
    assert "'=HYPERLINK(1)" in congress.when("get", f"{API}/export.csv", "office").get_data(True)


def test_an_act_is_never_dated_in_the_future(congress):
    way = Way(congress).seconded().does("submit", "member")
    tomorrow = (congress.clock() + timedelta(days=1)).date().isoformat()
    answer = way.act("file", "office", on=tomorrow)
    assert answer.json["errors"][0]["field"] == "on"


def test_a_stale_page_does_not_decide(congress):
    way = Way(congress).seconded()
    answer = congress.when("post", f"{API}/{way.id}/submit", "member", seen=1, json={})
    assert answer.status_code == 412


@pytest.mark.parametrize("verb", ["second", "rate", "submit"])
def test_asking_for_what_is_not_there(congress, verb):
    body = {"rating": "satisfied"} if verb == "rate" else {}
    answer = congress.when("post", f"{API}/proposal-none/{verb}", "member", seen=0, json=body)
    assert answer.status_code in (404, 422)


def test_an_act_sent_twice_happens_once(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    path = f"{API}/{way.id}/second"
    first = congress.when("post", path, "bo", seen=way.version, key="once", json={})
    again = congress.when("post", path, "bo", seen=way.version, key="once", json={})
    assert (first.json, first.status_code) == (again.json, again.status_code)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert congress.then == []
