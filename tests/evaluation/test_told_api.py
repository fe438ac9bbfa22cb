"""Everything evaluation itself is told, over HTTP: told, corrected, withdrawn, listed, by those who may."""

from base64 import b64encode
from datetime import date
from decimal import Decimal

import pytest

from services.chassis.testing import UNIT
from services.evaluation import looks, rulebooks
from services.evaluation.api.told import TELLINGS
from services.evaluation.domain.told.sheet import Range
from services.evaluation.projections.folios import lines
from tests.evaluation.conftest import OTHER, hear, scored, spring
from tests.evaluation.telling import CATALOGUE

ON = {"on": "2025-05-02", "filed_on": "2025-05-06"}
CALL = {
    "kind": "summary",
    "title": "Half-year summary",
    "units": [UNIT],
    "due_on": "2025-07-10",
    "on": "2025-05-02",
}
PIECE = {"branch": UNIT, "kind": "news", "format": "brief", "channel": "mail", **ON}
EVIDENCE = {"branch": UNIT, "kind": "staff-home", "statement": "60 square metres, open every day", **ON}
MARK = {"branch": UNIT, "period": "2025", "item": "total", "role": "department", "value": "88.5", **ON}
SELF_SCORE = {
    "branch": UNIT,
    "period": "2025",
    "item": "total",
    "value": "92.5",
    "grounds": "as planned",
    **ON,
}
SURVEY = {
    "branch": UNIT, "topic": "satisfaction", "asked": 40, "answered": 32, "opened_on": "2025-04-20",
    "answers": [{"option": "yes", "count": 30}, {"option": "no", "count": 2}], **ON,
}  # fmt: skip
BODIES = {
    "calls": CALL,
    "occasions": {"kind": "match", "title": "Games", "level": "school", **ON, "results": [
        {"branch": UNIT, "team": True, "event": "rope", "place": 1},
        {"branch": OTHER, "person": "member-bo", "event": "walk", "quantity": "10234.5"}]},
    "pieces": PIECE,
    "adoptions": {"kind": "news", "outlet": "daily", "level": "city", "authors_count": 2, **ON,
                  "authors": [{"branch": UNIT}, {"branch": OTHER, "order": 2}]},
    "evidence": EVIDENCE,
    "awards": {"branch": UNIT, "kind": "title", "name": "model-home", "level": "city", "body": "Union", **ON},
    "targets": {"branch": UNIT, "key": "news", "value": "12", "body": "Union", **ON},
    "self-scores": SELF_SCORE,
    "marks": MARK,
    "surveys": SURVEY,
    "ballots": {"topic": "review", "eligible": 60, "cast": 55, "valid": 54, **ON,
                "options": [{"branch": UNIT, "votes": 40}, {"branch": OTHER, "votes": 31}]},
    "waivers": {"branch": UNIT, "item": "*", "kind": "exempt", "grounds": "new", "body": "Union", **ON},
    "assignments": {"branch": UNIT, "grouping": "review", "group": "a", **ON},
    "figures": {"branch": UNIT, "measure": "satisfaction", "value": "0.93", "source_body": "Party", **ON},
}  # fmt: skip
every_body = pytest.mark.parametrize(("name", "body"), BODIES.items(), ids=BODIES)


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory):
    """One service for all: every test tells facts of its own and asks after these."""
    with scored(spring(), tmp_path_factory.mktemp("evaluation")) as made:
        yield made


def post(evaluation, path, body, as_="office", **request):
    return evaluation.when("POST", f"/api/{path}", as_, json=body, **request)


def get(evaluation, path, as_="office", **query):
    return evaluation.when("GET", f"/api/{path}", as_, query_string=query)


def told(evaluation, name, body=None, as_="office"):
    answer = post(evaluation, f"{name}/", BODIES[name] if body is None else body, as_)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def listed(evaluation, name, as_="office", **query):
    """The ids on the first page of a list."""
    key = next(each.kind.key for each in TELLINGS if each.name == name)
    found = get(evaluation, f"{name}/", as_, limit=200, **query).json["items"]
    return [each[key] for each in found]


def fields_at_fault(answer):
    assert answer.status_code == 422, answer.json
    assert answer.mimetype == "application/problem+json"
    return [each["field"] for each in answer.json["errors"]]


def filing(evaluation, **changes):
    return {"call": told(evaluation, "calls"), "branch": UNIT, "channel": "mail"} | changes


def test_every_kind_has_a_body_here():
    assert {each.name for each in TELLINGS} == {*BODIES, "filings"}


class TestEveryKind:
    @every_body
    def test_is_told_corrected_and_withdrawn(self, evaluation, name, body):
        one = told(evaluation, name)
        path, later = f"{name}/{one}", body | {"filed_on": "2025-05-07", "reason": "misread"}
        assert post(evaluation, f"{path}/correct", later).status_code == 428
        assert post(evaluation, f"{path}/correct", later, seen=1).status_code == 200
        [change] = evaluation.then
        assert (change.new.filed_on, change.reason) == (date(2025, 5, 7), "misread")
        shown = get(evaluation, path)
        assert (shown.json["state"], shown.json["filed_on"], shown.json["reason"]) == (
            "corrected", "2025-05-07", "misread",
        )  # fmt: skip
        assert shown.headers["ETag"] == '"2"'
        assert post(evaluation, f"{path}/withdraw", {"reason": "told twice"}, seen=2).status_code == 200
        assert [each.old for each in evaluation.then] == [change.new]
        assert get(evaluation, path).json["state"] == "withdrawn"
        assert post(evaluation, f"{path}/correct", later, seen=3).json["type"].endswith(":not-told")

    @every_body
    def test_says_all_of_its_own_fields_again(self, evaluation, name, body):
        shown = get(evaluation, f"{name}/{told(evaluation, name)}").json
        assert {field: shown[field] for field in body if not isinstance(body[field], list)} == {
            field: value for field, value in body.items() if not isinstance(value, list)
        }

    @every_body
    def test_is_told_once_however_often_it_is_sent(self, evaluation, name, body):
        first = post(evaluation, f"{name}/", body, key=f"once-{name}")
        assert (post(evaluation, f"{name}/", body, key=f"once-{name}").json, evaluation.then) == (
            first.json,
            [],
        )

    @every_body
    def test_is_listed_by_branch_and_state(self, evaluation, name, body):
        one = told(evaluation, name)
        assert one in listed(evaluation, name, branch=UNIT, state="told")
        assert get(evaluation, f"{name}/", branch="branch-3").json["total"] == 0
        assert one not in listed(evaluation, name, state="withdrawn")

    @every_body
    def test_nothing_is_found_under_another_id(self, evaluation, name, body):
        assert get(evaluation, f"{name}/nothing").status_code == 404
        assert post(evaluation, f"{name}/nothing/withdraw", {"reason": "x"}, seen=1).status_code == 404

    @every_body
    def test_is_not_told_by_those_who_only_read(self, evaluation, name, body):
        for persona in ("member", "auditor", "operator"):
            assert post(evaluation, f"{name}/", body, persona).status_code == 403


@pytest.mark.parametrize(
    ("name", "change", "fields"),
    [
        ("calls", {"units": [UNIT, "nobody"]}, ["units.1"]),
        ("calls", {"due_on": "2025-05-01"}, ["due_on"]),
        ("calls", {"importance": "great"}, ["importance"]),
        ("occasions", {"results": [{"branch": "nobody"}]}, ["results.0.branch"]),
        ("occasions", {"results": [{"branch": UNIT, "quantity": "1.234"}]}, ["results.0.quantity"]),
        ("occasions", {"results": [{"branch": UNIT, "place": 0}]}, ["results.0.place"]),
        ("pieces", {"kind": "poem"}, ["kind"]),
        ("adoptions", {"authors": []}, ["authors"]),
        ("adoptions", {"piece": "piece-9"}, ["piece"]),
        ("adoptions", {"authors_count": 1}, ["authors"]),
        ("evidence", {"value": "0.125"}, ["value"]),
        ("evidence", {"attachments": [{"digest": "ab" * 32, "size": 1, "media_type": "text/plain"}]},
         ["attachments.0.digest"]),
        ("awards", {"until": "2025-05-01"}, ["until"]),
        ("awards", {"on": "2025-07-01"}, ["on"]),
        ("targets", {"branch": "nobody"}, ["branch"]),
        ("self-scores", {"item": "nothing"}, ["item"]),
        ("self-scores", {"period": "1999"}, ["period"]),
        ("marks", {"item": "nothing"}, ["item"]),
        ("marks", {"value": "88.555"}, ["value"]),
        ("marks", {"role": "friend"}, ["role"]),
        ("surveys", {"answered": 31}, ["answers"]),
        ("surveys", {"asked": 31}, ["answered"]),
        ("surveys", {"answered": 9, "answers": [{"option": "yes", "count": 9}]}, ["answered"]),
        ("ballots", {"valid": 56}, ["valid"]),
        ("ballots", {"options": [{"branch": UNIT, "votes": 55}]}, ["options.0.votes"]),
        ("waivers", {"kind": "favour"}, ["kind"]),
        ("assignments", {"group": "Group A"}, ["group"]),
    ],
)  # fmt: skip
def test_what_cannot_be_names_its_field(evaluation, name, change, fields):
    assert fields_at_fault(post(evaluation, f"{name}/", BODIES[name] | change)) == fields
    assert evaluation.then == []


def test_a_refusal_is_said_in_the_reader_s_language(evaluation):
    body = MARK | {"item": "nothing"}
    said = {
        language: post(evaluation, "marks/", body, headers={"Accept-Language": language}).json["detail"]
        for language in ("zh-CN", "en")
    }
    assert said == {
        "zh-CN": "本周期的考核办法中没有指标 nothing。",
        "en": "The sheet of this period has no item nothing.",
    }


class TestFilings:
    def test_a_filing_repeats_what_its_call_says(self, evaluation):
        answer = post(evaluation, "filings/", filing(evaluation), "chair")
        assert answer.status_code == 201, answer.json
        [event] = evaluation.then
        assert (event.kind, event.due_on, event.importance) == ("summary", date(2025, 7, 10), "ordinary")
        assert event.on == event.filed_on == date(2025, 6, 30)
        assert get(evaluation, f"filings/{answer.json['id']}").json["due_on"] == "2025-07-10"

    def test_only_a_branch_that_is_asked_answers_a_call_that_stands(self, evaluation):
        body = filing(evaluation)
        assert fields_at_fault(post(evaluation, "filings/", body | {"branch": OTHER})) == ["branch"]
        assert fields_at_fault(post(evaluation, "filings/", body | {"call": "call-9"})) == ["call"]
        post(evaluation, f"calls/{body['call']}/withdraw", {"reason": "sent too early"}, seen=1)
        assert fields_at_fault(post(evaluation, "filings/", body)) == ["call"]

    def test_its_day_moves_with_a_correction(self, evaluation):
        body = filing(evaluation, filed_on="2025-06-20")
        one = told(evaluation, "filings", body)
        right = body | {"filed_on": "2025-06-19", "reason": "stamp of the day before"}
        assert post(evaluation, f"filings/{one}/correct", right, seen=1).status_code == 200
        assert evaluation.then[0].new.on == date(2025, 6, 19)


class TestWhoTells:
    @pytest.mark.parametrize("name", ["filings", "pieces", "self-scores"])
    def test_a_chair_tells_what_the_own_branch_did(self, evaluation, name):
        body = BODIES.get(name) or filing(evaluation)
        one = told(evaluation, name, body, "chair")
        assert (
            post(evaluation, f"{name}/{one}/withdraw", {"reason": "slip"}, "chair", seen=1).status_code == 200
        )
        answer = post(evaluation, f"{name}/", body | {"branch": OTHER}, "chair")
        assert answer.json["type"].endswith(":out-of-reach")
        assert one in listed(evaluation, name, "chair")

    @pytest.mark.parametrize("name", ["filings", "pieces", "self-scores"])
    def test_a_chair_neither_changes_nor_sees_another_branch_s(self, evaluation, name):
        calls = told(evaluation, "calls", CALL | {"units": [UNIT, OTHER]})
        body = (BODIES.get(name) or {"call": calls}) | {"branch": OTHER}
        one = told(evaluation, name, body)
        change = body | {"branch": UNIT, "reason": "ours"}
        assert post(evaluation, f"{name}/{one}/correct", change, "chair", seen=1).status_code == 403
        assert get(evaluation, f"{name}/{one}", "chair").status_code == 403
        assert one not in listed(evaluation, name, "chair")

    @pytest.mark.parametrize("name", sorted({*BODIES} - {"pieces", "self-scores"}))
    def test_a_chair_tells_nothing_else(self, evaluation, name):
        assert post(evaluation, f"{name}/", BODIES[name], "chair").status_code == 403

    @pytest.mark.parametrize(("name", "field"), [("marks", "rater"), ("evidence", "verified_by")])
    def test_a_handler_marks_and_verifies_as_oneself_only(self, evaluation, name, field):
        one = told(evaluation, name, as_="handler")
        assert getattr(evaluation.then[0], field) == "member-4"
        assert post(evaluation, f"{name}/", BODIES[name] | {field: "member-9"}, "handler").status_code == 403
        other = told(evaluation, name, BODIES[name] | {field: "member-9"})
        seen = listed(evaluation, name, "handler")
        assert one in seen
        assert other not in seen
        assert get(evaluation, f"{name}/{other}", "handler").status_code == 403
        change = BODIES[name] | {"reason": "counted again", "value": "80"}
        assert post(evaluation, f"{name}/{one}/correct", change, "handler", seen=1).status_code == 200
        assert post(evaluation, f"{name}/{other}/correct", change, "handler", seen=1).status_code == 403

    def test_whoever_corrects_a_mark_for_another_leaves_the_rater(self, evaluation):
        one = told(evaluation, "marks", as_="handler")
        post(evaluation, f"marks/{one}/correct", MARK | {"value": "80", "reason": "a slip"}, seen=1)
        assert (evaluation.then[0].new.rater, evaluation.then[0].new.value) == ("member-4", Decimal(80))

    def test_nobody_but_the_office_and_the_rater_sees_a_mark(self, evaluation):
        told(evaluation, "marks")
        for persona in ("member", "chair", "operator"):
            assert get(evaluation, "marks/", persona).status_code == 403

    def test_a_chair_sees_the_occasions_at_which_the_own_branch_was(self, evaluation):
        mine = told(evaluation, "occasions")
        other = BODIES["occasions"] | {"results": [{"branch": OTHER}]}
        theirs = told(evaluation, "occasions", other)
        seen = listed(evaluation, "occasions", "chair")
        assert mine in seen
        assert theirs not in seen
        assert get(evaluation, f"occasions/{mine}", "chair").json["results"][1]["quantity"] == "10234.5"


class TestPieces:
    def test_a_text_handed_in_twice_keeps_its_work(self, evaluation):
        first = told(evaluation, "pieces")
        assert evaluation.then[0].work == first
        second = told(evaluation, "pieces", PIECE | {"work": first})
        assert (evaluation.then[0].work, evaluation.then[0].piece) == (first, second)

    def test_an_adoption_is_of_the_piece_s_work(self, evaluation):
        first = told(evaluation, "pieces")
        second = told(evaluation, "pieces", PIECE | {"work": first})
        told(evaluation, "adoptions", BODIES["adoptions"] | {"piece": second})
        assert evaluation.then[0].work == first
        other = BODIES["adoptions"] | {"piece": second, "work": "work-9"}
        assert fields_at_fault(post(evaluation, "adoptions/", other)) == ["work"]


class TestEvidence:
    def test_a_file_is_sent_named_and_given_back(self, evaluation):
        content = b"a photo"
        sent = {"media_type": "image/jpeg", "content": b64encode(content).decode()}
        paper = post(evaluation, "evidence/files", sent).json
        assert (paper["size"], paper["media_type"]) == (7, "image/jpeg")
        one = told(evaluation, "evidence", EVIDENCE | {"attachments": [paper]})
        answer = get(evaluation, f"evidence/{one}/files/{paper['digest']}", "chair")
        assert (answer.data, answer.mimetype) == (content, "image/jpeg")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert get(evaluation, f"evidence/{one}/files/{'cd' * 32}").status_code == 404

    def test_what_is_no_file_names_its_field(self, evaluation):
        wrong = {"media_type": "image/jpeg", "content": "no base64!"}
        assert fields_at_fault(post(evaluation, "evidence/files", wrong)) == ["content"]


def test_a_call_and_its_filing_count_for_the_branch_on_the_due_day(evaluation):
    body = filing(evaluation, filed_on="2025-06-20")
    told(evaluation, "filings", body)
    hear(evaluation)
    with evaluation.parts.live().connect() as db:
        found = [each for each in lines(db, "evaluation", 1_000) if each.occasion == body["call"]]
    assert [(each.measure, each.unit, str(each.day), str(each.filed or "")) for each in found] == [
        ("calls", UNIT, "2025-07-10", ""),
        ("filings", UNIT, "2025-07-10", "2025-06-20"),
    ]


SHEET = """
scheme: marked
title: {zh: 甲, en: A}
catalogue: catalogue-2026
in_force_from: 2025-01-01
period: {every: year, starts: 01-01}
kinds: {teaching: {zh: 教学, en: Teaching}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: none, counted_on: day-asked,
           ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: sheet
  title: {zh: 总分, en: Total}
  of:
    - {id: review, title: {zh: 评议, en: Review}, points: 10, rule: mark, least: 2, when_none: zero,
       cite: {sheet: 甲, year: "2025", clause: 一}}
    - {id: visit, title: {zh: 走访, en: Visit}, points: 10, rule: mark, out_of: 100, when_none: zero,
       of: {measure: marks, where: {item: [visit-a, visit-b]}, across: mean, worth: amount},
       cite: {sheet: 甲, year: "2025", clause: 二}}
"""


def test_a_mark_is_within_what_the_sheet_says():
    sheet = looks.markable_items(rulebooks.scheme(SHEET, CATALOGUE))
    assert sheet == {
        "total": Range(),
        "sheet": Range(),
        "review": Range(2, 10),
        "visit": Range(),
        "visit-a": Range(0, 100),
        "visit-b": Range(0, 100),
    }
