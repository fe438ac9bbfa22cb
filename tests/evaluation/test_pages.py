"""The pages say what the questions answer, in the reader's language, and lose nothing that was typed."""

import re
from datetime import date
from fractions import Fraction
from html import unescape

import pytest

from services.chassis.testing import UNIT, World
from services.evaluation import queries
from services.evaluation.publishing import shipped_texts
from tests.evaluation.conftest import OFFICE_BRANCH, OTHER, hear

ZH, EN = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en"}


def page(evaluation: World, path: str, as_: str = "office", status: int = 200, **options: object) -> str:
    """The text of a page as the persona reads it."""
    answer = evaluation.browser(as_).get(path, headers=options.get("headers", EN))
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def key_of(text: str) -> str:
    found = re.search(r'name="_key" value="([^"]+)"', text)
    assert found
    return found[1]


def send(evaluation: World, path: str, as_: str = "office", **fields: str):
    """Open a form, fill it in, send it."""
    browser = evaluation.browser(as_)
    shown = browser.get(path, headers=EN).text
    version = re.search(r'name="_version" value="(\d+)"', shown)
    hidden = {"_key": key_of(shown)} | ({"_version": version[1]} if version else {})
    return browser.post(path, data=hidden | fields, headers=EN)


# --- the dashboard


def test_the_dashboard_shows_the_scores_of_the_api(evaluation: World):
    told = queries.scores_of(evaluation.parts, "2025")
    text = page(evaluation, "/?period=2025")
    for each in told["items"]:
        assert each["name"] in text
        assert f"{float(Fraction(each['total'])):.2f}" in text


def test_it_is_chinese_first(evaluation: World):
    text = page(evaluation, "/", headers={})
    assert "分工会得分" in text
    assert "教学科研单位" in text


def test_another_day_and_what_was_known_then_stand_in_the_address(evaluation: World):
    text = page(evaluation, "/?period=2025&as_of=2025-03-20&known_on=2025-03-19")
    assert 'value="2025-03-20"' in text
    assert 'value="2025-03-19"' in text
    assert f"/branches/{UNIT}?period=2025&as_of=2025-03-20&known_on=2025-03-19" in text


def test_a_day_without_an_edition_gets_a_sentence_and_a_way_on(evaluation: World):
    text = page(evaluation, "/?as_of=2024-02-01")
    assert "There is no answer for this day" in text
    assert "Scores of today" in text


@pytest.mark.parametrize("period", ["abc", "9999", "٣", "-1", "trailing"])
def test_any_period_in_the_address_gets_a_page(evaluation: World, period: str):
    page(evaluation, f"/?period={period}&as_of=nonsense&kind=none&grade=none&sort=none&lang=en")


def test_the_list_is_filtered_and_exported_as_it_is_shown(evaluation: World):
    asked = "?period=2025&kind=administrative"
    text = page(evaluation, "/" + asked)
    table = text[text.index('id="list"') :]
    assert OFFICE_BRANCH in table
    assert OTHER not in table
    answer = evaluation.browser("office").get("/scores.csv" + asked, headers=EN)
    lines = answer.text.splitlines()
    assert answer.content_type.startswith("text/csv")
    assert lines[0].startswith("\ufeffBranch,Kind,Place")
    assert len(lines) == 2
    assert lines[1].startswith("机关一分会,")


def test_it_says_how_complete_it_is(evaluation: World, campus):
    assert "everything told so far is counted" in page(evaluation, "/")
    campus.visit("visit-late", branch=UNIT)
    assert "1 event is not counted yet" in page(evaluation, "/")
    hear(evaluation)
    assert "everything told so far is counted" in page(evaluation, "/")


# --- one branch


def test_a_branch_page_explains_every_item_with_its_facts(evaluation: World):
    text = page(evaluation, f"/branches/{UNIT}?period=2025")
    told = queries.explanation_of(evaluation.parts, UNIT, "2025")
    assert text.count('<details class="item"') == 33
    assert "/membership/activities/activity-plan" in text
    assert "/welfare/visits/visit-1" in text
    assert any(event["id"] in text for event in told["events"].values())
    assert "3 points when handed in by 31 March, 1 when later." in text


def test_steps_of_the_waterfall_lead_to_their_items(evaluation: World):
    text = page(evaluation, f"/branches/{UNIT}")
    targets = set(re.findall(r'href="#(item-[a-z-]+)"', text))
    assert len(targets) == 33
    assert all(f'id="{each}"' in text for each in targets)


def test_who_a_fact_is_about_is_hidden_from_those_who_may_not_know(evaluation: World):
    seen = {as_: page(evaluation, f"/branches/{UNIT}?all=harmony.participation", as_) for as_ in
            ("member", "chair", "auditor")}  # fmt: skip
    assert "visit-1" not in seen["member"]
    assert "activity-walk" not in seen["member"]
    assert "activity-walk" in seen["chair"]
    assert "member-1" in seen["auditor"]


def test_a_chair_reads_no_persons_of_another_branch(evaluation: World):
    assert "member-bo" not in page(evaluation, f"/branches/{OTHER}?all=harmony.enrolment", "chair")


def test_a_veto_is_told_with_its_basis_to_those_who_may_know(evaluation: World):
    answer = send(
        evaluation, "/incidents/new", branch=UNIT, kind="accident", on="2025-06-01", basis="Report 7"
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/figures?done=recorded")
    hear(evaluation)
    office, other = (page(evaluation, f"/branches/{UNIT}", as_) for as_ in ("office", "member"))
    assert "Bars every grade" in office
    assert "Report 7" in office
    assert "Bars every grade" in other
    assert "Report 7" not in other


def test_nobody_knows_a_branch_that_never_was(evaluation: World):
    page(evaluation, "/branches/branch-none", status=404)


# --- the scheme


def test_the_scheme_is_told_in_words_with_its_sources(evaluation: World):
    text = page(evaluation, "/scheme")
    assert "3 points when handed in by 31 March, 1 when later." in text
    assert "黄淮学院工会基层分会创建“先进教工之家”考核细则(试行) (2008)" in text
    assert "edition-five-homes-2025" in text


def test_the_text_of_an_edition_is_what_was_published(evaluation: World):
    text = evaluation.browser("member").get("/scheme/edition-five-homes-2025.yaml").text
    assert text == shipped_texts().scheme


def test_a_faulty_text_is_told_by_line_and_item_and_kept(evaluation: World):
    faulty = shipped_texts().scheme.replace("rule: deadline", "rule: dedline", 1)
    for act in ("check", "publish"):
        answer = send(evaluation, "/scheme/new", scheme=faulty, act=act, reason="Try", replaces="edition-x")
        text, line = unescape(answer.text), faulty[: faulty.index("dedline")].count("\n") + 1
        assert answer.status_code == 422
        assert f"Line {line}" in text
        assert "development.plan" in text
        assert "rule: dedline" in text
        assert "Try" in text


def test_a_sound_text_passes_the_check_and_nothing_is_published_yet(evaluation: World):
    answer = send(evaluation, "/scheme/new", scheme=shipped_texts().scheme, act="check")
    assert answer.status_code == 200
    assert "passes the check" in answer.text
    assert evaluation.store.head() == 1


def test_an_edition_is_replaced_from_its_page(evaluation: World):
    text = shipped_texts().scheme.replace("points: 3", "points: 4", 1)
    standing = "edition-five-homes-2025"
    asked = {"scheme": text, "act": "publish", "replaces": standing}
    assert "Say why the edition is replaced." in send(evaluation, "/scheme/new", **asked).text
    answer = send(evaluation, "/scheme/new", **asked, reason="A slip")
    assert answer.status_code == 303
    assert "A slip" in page(evaluation, "/scheme")


# --- figures and incidents


def test_a_figure_is_entered_corrected_and_withdrawn(evaluation: World):
    entered = {
        "branch": UNIT,
        "measure": "satisfaction",
        "on": "2025-06-20",
        "value": "0.9",
        "source_body": "HR",
    }
    assert send(evaluation, "/figures/new", **entered).location.endswith("done=entered")
    figure = re.search(r"/figures/(figure-[^/]+)/correct", page(evaluation, "/figures"))
    assert figure
    changed = entered | {"value": "0.8", "reason": "Miscounted"}
    assert send(evaluation, f"/figures/{figure[1]}/correct", **changed).location.endswith("done=corrected")
    assert "Miscounted" in page(evaluation, "/figures?state=corrected")
    answer = send(evaluation, f"/figures/{figure[1]}/withdraw", reason="Never asked")
    assert answer.location.endswith("done=withdrawn")


def test_what_is_wrong_with_a_figure_stands_beside_its_field(evaluation: World):
    answer = send(evaluation, "/figures/new", branch=UNIT, measure="satisfaction", on="2025-06-20",
                  value="0.12345", source_body="HR")  # fmt: skip
    assert answer.status_code == 422
    assert "At most four decimals are possible." in answer.text
    assert 'value="0.12345"' in answer.text


def test_an_incident_is_lifted_with_a_reason(evaluation: World):
    send(evaluation, "/incidents/new", branch=UNIT, kind="fraud", on="2025-06-01", basis="Report 8")
    incident = re.search(r"/incidents/(incident-[^/]+)/lift", page(evaluation, "/figures"))
    assert incident
    assert send(evaluation, f"/incidents/{incident[1]}/lift", reason="").status_code == 422
    assert send(evaluation, f"/incidents/{incident[1]}/lift", reason="Unfounded").status_code == 303
    assert "Unfounded" in page(evaluation, "/figures")


def test_incidents_are_not_shown_to_members(evaluation: World):
    send(evaluation, "/incidents/new", branch=UNIT, kind="fraud", on="2025-06-01", basis="Report 8")
    assert "Report 8" not in page(evaluation, "/figures", "member")


# --- operation


def test_the_operator_sees_the_figures_of_the_api(evaluation: World):
    told = evaluation.when("GET", "/api/operation/", as_="operator").json
    text = page(evaluation, "/operator", "operator")
    for each in told["sources"]:
        assert f">{each['last']}<" in text
    assert "Nothing is set aside." in text
    assert "No earlier generation is kept." in text


def test_whoever_only_reads_gets_no_buttons(evaluation: World):
    assert 'action="/operator/rebuild"' not in page(evaluation, "/operator", "auditor")
    assert evaluation.browser("auditor").post("/operator/rebuild").status_code == 403


def test_returning_without_an_earlier_generation_says_why(evaluation: World):
    answer = evaluation.browser("operator").post("/operator/back", headers=EN)
    assert answer.status_code == 409
    assert "No earlier generation is kept." in answer.text


def test_what_was_set_aside_is_grouped_by_cause_and_applied_again(evaluation: World, campus):
    campus.visit("visit-odd", date(2025, 6, 30), branch=UNIT, amount="300.001")
    hear(evaluation)
    text = page(evaluation, "/operator", "operator")
    assert "finer than the step" in text
    assert "Apply again" in text
    stream = re.search(r'name="stream" value="([^"]+)"', text)
    assert stream
    sent = {"source": "welfare", "stream": stream[1]}
    answer = evaluation.browser("operator").post("/operator/redrive", data=sent, headers=EN)
    assert answer.status_code == 409
    assert "finer than the step" in unescape(answer.text)


def test_pages_refresh_themselves_only_while_a_rebuild_runs(evaluation: World):
    assert "Refresh" not in evaluation.browser("operator").get("/operator").headers
