"""The pages: Chinese first, each act in its own dialog, what is missing said in the union's words."""

import re

from services.chassis.testing import World
from tests.congress.conftest import CONGRESS
from tests.congress.stories import TEXTS
from tests.congress.test_proposals_api import Way


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def act(world: World, way: Way, verb: str, as_: str, **data):
    return world.submit(f"/proposals/{way.id}/{verb}", as_, data, seen=way.version)


LISTS = ("/proposals", "/proposals?view=mine", "/proposals?view=inviting", "/delegates", "/congresses")


def test_every_list_opens_for_everybody(congress):
    Way(congress).filed()
    opened = {
        (path, persona): congress.page(path, persona).status_code
        for path in LISTS
        for persona in ("member", "chair", "office", "handler", "auditor")
    }
    assert set(opened.values()) == {200}, opened


def test_a_delegate_writes_a_draft_and_sees_what_is_missing(congress):
    made = congress.submit("/proposals/new", "member", {"congress": CONGRESS, **TEXTS})
    assert made.status_code == 303
    page = text_of(congress.page(made.location, "member"))
    assert "还差 2 位附议人" in page
    assert TEXTS["title"] in page


def test_the_count_of_seconders_is_live(congress):
    way = (
        Way(congress)
        .does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
        .does("second", "bo")
    )
    page = text_of(congress.page(f"/proposals/{way.id}", "member"))
    assert "1/2" in page
    assert "还差 1 位附议人" in page


def test_who_sits_nowhere_is_told_so_on_the_write_page(congress):
    page = congress.page("/proposals/new", "eve")
    assert "您不是现任教代会代表" in text_of(page)


def test_a_title_that_is_too_long_is_shown_beside_its_field_with_the_input_kept(congress):
    long = "关于" + "食" * 60
    answer = congress.submit("/proposals/new", "member", {"congress": CONGRESS, **TEXTS, "title": long})
    assert answer.status_code == 422
    assert "标题最多 50 字" in text_of(answer)
    assert long in answer.get_data(as_text=True)


def test_an_invited_delegate_finds_it_and_seconds_it(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    assert TEXTS["title"] in text_of(congress.page("/proposals?view=inviting", "bo"))
    answer = act(congress, way, "second", "bo")
    assert answer.status_code == 303
    assert congress.then[0].seconder == "member-bo"
    assert "您已附议本提案" in text_of(congress.page(answer.location, "bo"))
    assert "还差 1 位附议人" in text_of(congress.page(f"/proposals/{way.id}", "bo"))


def test_the_office_files_assigns_and_the_department_answers(congress):
    way = Way(congress).seconded().does("submit", "member")
    assert act(congress, way, "file", "office").status_code == 303
    way.version += 1
    assert act(congress, way, "assign", "office", lead="dept-logistics").status_code == 303
    way.version += 1
    page = text_of(congress.page(f"/proposals/{way.id}", "member"))
    assert "2025TA001" in page
    assert "后勤处" in page
    assert "2025年5月6日" in page
    answer = act(congress, way, "reply", "handler", lead="dept-logistics", result="solved", text="已办")
    assert answer.status_code == 303


def test_a_refusal_without_words_opens_its_dialog_again(congress):
    way = Way(congress).seconded().does("submit", "member")
    answer = act(congress, way, "refuse", "office", code="vague", text="")
    assert answer.status_code == 422
    assert re.search(r'id="act-refuse" open', answer.get_data(as_text=True))


def test_the_proposer_rates_and_the_page_shows_it(congress):
    way = Way(congress).replied()
    assert "评价答复" in text_of(congress.page(f"/proposals/{way.id}", "member"))
    assert "评价答复" not in text_of(congress.page(f"/proposals/{way.id}", "bo"))
    assert act(congress, way, "rate", "member", rating="satisfied").status_code == 303
    assert "满意" in text_of(congress.page(f"/proposals/{way.id}", "bo"))


def test_an_act_that_one_may_not_do_is_not_there(congress):
    way = Way(congress).seconded().does("submit", "member")
    page = congress.page(f"/proposals/{way.id}", "bo").get_data(as_text=True)
    assert "act-refuse" not in page
    assert act(congress, way, "file", "bo").status_code == 404


def test_a_proposer_in_the_office_does_not_review_his_own(congress):
    way = Way(congress).seconded().does("submit", "member")
    assert "act-refuse" in congress.page(f"/proposals/{way.id}", "office").get_data(as_text=True)


def test_the_write_page_keeps_the_words_for_a_revision(congress):
    way = Way(congress)
    page = congress.page(f"/proposals/{way.id}/revise", "member").get_data(as_text=True)
    assert TEXTS["cause"] in page
    data = TEXTS | {"measures": "延长到二十一点整"}
    assert act(congress, way, "revise", "member", **data).status_code == 303


def test_the_office_enters_and_ends_a_delegate(congress):
    page = congress.page("/delegates/new?branch=branch-2", "office").get_data(as_text=True)
    assert "老师eve" in page
    data = {"congress": CONGRESS, "branch": "branch-2", "member": "member-eve", "category": "teacher"}
    assert congress.submit("/delegates/new", "office", data).status_code == 303
    ended = congress.submit(f"/delegates/{CONGRESS}/member-eve/end", "office", {"reason": "retired"}, seen=1)
    assert ended.status_code == 303
    assert "退休" in text_of(congress.page("/delegates?state=ended", "auditor"))


def test_a_congress_starts_from_the_edition_in_force(congress):
    page = text_of(congress.page("/congresses/new", "office"))
    assert "常见 1 至 7" in page
    data = {
        "name": "第八届教代会第四次会议", "term": "8", "session": "4", "on": "2026-04-17",
        "window_from": "2026-03-16", "window_to": "2026-04-15", "min_seconders": "3",
        "citation": "校发〔2026〕3号",
    }  # fmt: skip
    made = congress.submit("/congresses/new", "office", data)
    assert made.status_code == 303
    page = text_of(congress.page(made.location, "member"))
    assert "校发〔2026〕3号" in page
    assert "第 8 届第 4 次会议" in page


def test_a_window_that_runs_backwards_is_said_beside_its_field(congress):
    data = {
        "name": "第八届教代会第四次会议", "term": "8", "session": "4", "on": "2026-04-17",
        "window_from": "2026-03-16", "window_to": "2026-03-01", "citation": "校发〔2026〕3号",
    }  # fmt: skip
    answer = congress.submit("/congresses/new", "office", data)
    assert answer.status_code == 422
    assert "征集截止不得早于征集开始" in text_of(answer)


def test_the_office_closes_a_congress(congress):
    congress.clock.forward(days=40)
    congress._tokens.clear()
    assert congress.submit(f"/congresses/{CONGRESS}/close", "office", {}, seen=1).status_code == 303
    assert "已闭会" in text_of(congress.page("/congresses", "member"))


def test_english_is_complete_without_a_catalogue(congress):
    Way(congress).filed()
    page = text_of(congress.browser("office").get("/proposals?lang=en", follow_redirects=True))
    assert "Proposals" in page
    told_by_people = (TEXTS["title"], "中文", "老师1", "物理学院", "历史学院", "第八届教代会第三次会议")
    for each in told_by_people:
        page = page.replace(each, "")
    assert not re.search(r"[\u4e00-\u9fff]", page)


def test_the_answer_stands_on_the_page_in_full(congress):
    way = Way(congress).replied()
    page = text_of(congress.page(f"/proposals/{way.id}", "bo"))
    assert "四月起延长到二十点半" in page
    assert "后勤处 · 2025年3月20日" in page


def test_several_departments_are_ticked_as_co_handlers(congress):
    way = Way(congress).filed()
    data = {"lead": "dept-logistics", "co": ["dept-finance", "dept-it"], "due_on": ""}
    assert act(congress, way, "assign", "office", **data).status_code == 303
    assert way.shown()["departments"] == ["dept-logistics", "dept-finance", "dept-it"]


def test_a_proposer_takes_an_open_invitation_back(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    page = congress.page(f"/proposals/{way.id}", "member").get_data(as_text=True)
    assert f"/proposals/{way.id}/uninvite" in page
    assert act(congress, way, "uninvite", "member", seconder="member-bo").status_code == 303
    assert congress.page(f"/proposals/{way.id}", "bo").status_code == 404
