"""The editor of an edition, without a script: what is wrong stays, what is sound is tried and published."""

from html import unescape
from io import BytesIO

import pytest

from services.chassis.testing import UNIT
from services.evaluation.publishing import shipped_texts
from tests.evaluation.test_pages import EN, page, send

TEXT = shipped_texts().scheme
STANDING = "edition-five-homes-2025"
DATES = {"in_force_from": "2025-01-01", "dated": "2025-01-01"}


def sent(evaluation, **fields) -> str:
    answer = send(evaluation, "/scheme/new", **fields)
    return unescape(answer.text)


def test_a_file_goes_into_the_text_and_is_checked(evaluation):
    browser = evaluation.browser("office")
    faulty = TEXT.replace("rule: deadline", "rule: dedline", 1)
    data = {"act": "publish", "scheme": TEXT, "file": (BytesIO(faulty.encode()), "x.yaml")}
    answer = browser.post("/scheme/new", data=data, headers=EN)
    text = unescape(answer.text)
    assert answer.status_code == 422
    assert "rule: dedline" in text
    assert 'data-line="' in text
    assert evaluation.store.head() == 1


def test_a_setting_that_stands_open_is_named_and_keeps_the_scheme_from_publication(evaluation):
    open_ = TEXT.replace("ballot: none", "ballot: open", 1)
    text = sent(evaluation, scheme=open_, act="publish", replaces=STANDING, reason="Try", **DATES)
    assert "not published before these settings are decided: ballots (ballot)" in text
    assert evaluation.store.head() == 1


def test_warnings_stand_apart_from_mistakes_and_do_not_keep_it_from_publication(evaluation):
    odd = TEXT.replace("cap: 20", "cap: 25", 1)
    text = sent(evaluation, scheme=odd, act="check")
    assert 'id="doubts"' in text
    assert 'id="faults"' not in text
    assert "passes the check" in text


def test_differences_to_the_edition_in_force_are_said_in_words(evaluation):
    text = sent(evaluation, scheme=TEXT.replace("points: 3", "points: 4", 1), act="check")
    assert "3 → 4" in text
    assert "The two schemes say the same." in sent(evaluation, scheme=TEXT, act="check")


def test_a_trial_shows_each_branch_beside_the_edition_in_force_and_keeps_nothing(evaluation):
    # a written plan handed in by 31 March brings 3; with the scheme 1 more
    before = evaluation.store.head()
    text = sent(evaluation, scheme=TEXT.replace("points: 3", "points: 4", 1), act="try", period="2025")
    row = text[text.index(f'id="trial-{UNIT}"') :]
    assert "+1.00" in row[: row.index("</details>")]
    assert "gain" in text
    assert evaluation.store.head() == before


def test_a_period_that_the_scheme_does_not_have_is_told_beside_its_field(evaluation):
    answer = send(evaluation, "/scheme/new", scheme=TEXT, act="try", period="2025-Q9")
    assert answer.status_code == 422
    assert "2025-Q9 is no period of this scheme" in unescape(answer.text)


def test_another_day_of_force_goes_into_the_text(evaluation):
    answer = send(evaluation, "/scheme/new", scheme=TEXT, act="publish", in_force_from="2026-01-01",
                  dated="2025-01-01", replaces=STANDING)  # fmt: skip
    assert answer.status_code == 303
    text = page(evaluation, "/scheme")
    assert "2026" in text[text.index('id="editions"') :]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_needs_no_script(evaluation, language):
    text = page(evaluation, "/scheme/new", headers={"Accept-Language": language})
    assert text.count('name="act"') == 4
    assert 'name="_key"' in text
    assert "onclick" not in text
