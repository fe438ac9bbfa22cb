"""The pages: lists with their filters in the address, forms with the cap beside the field, dialogs."""

import re

import pytest

from services.welfare.domain.visit import VisitLogged, VisitVoided
from tests.welfare.facts import body


def text(answer):
    """A page's words without its tags."""
    assert answer.status_code in (200, 422), answer.get_data(as_text=True)[-3000:]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def log(welfare, **changed):
    return welfare.when("POST", "/api/visits/", "office", json=body(**changed)).json["id"]


def test_the_list_shows_names_sums_tabs_and_keeps_its_filters(welfare):
    log(welfare)
    log(welfare, relation="spouse", amount="500")
    page = welfare.page("/visits?lang=en&occasion=hospital", "chair")
    words = text(page)
    for expected in ("Ms ana", "Physics", "¥600.00", "¥1,100.00 given", "2 entries", "Voided"):
        assert expected in words
    assert '<option value="hospital" selected' in page.get_data(as_text=True)
    assert "/api/visits/export?" in page.get_data(as_text=True)
    assert "No visit matches" in text(welfare.page("/visits?lang=en&occasion=wedding", "chair"))


def test_a_long_list_goes_on_to_the_next_page(welfare):
    for day in ("2025-05-01", "2025-05-02", "2025-05-03"):
        log(welfare, on=day, amount="300")
    first = welfare.page("/visits?limit=2", "chair").get_data(as_text=True)
    assert "after=" in first


def test_a_member_sees_no_button_that_does_not_work_for_a_member(welfare):
    visit = log(welfare, member="member-1")
    page = welfare.page(f"/visits/{visit}", "member").get_data(as_text=True)
    assert "/correct" not in page
    assert "/void" not in page
    assert welfare.page("/visits/new", "member").status_code == 403


def test_the_form_shows_the_standard_and_what_is_left(welfare):
    log(welfare)
    words = text(
        welfare.page("/visits/new?lang=en&member=member-ana&occasion=hospital&on=2025-06-01", "chair")
    )
    for expected in ("Union rule 2025, 4.2", "cap ¥1,000.00", "used ¥600.00", "¥400.00", "Ms ana"):
        assert expected in words
    assert "No standard" in text(welfare.page("/visits/new?lang=en&occasion=wedding", "chair"))


def test_a_visit_is_recorded_by_the_form_and_its_page_says_so(welfare):
    answer = welfare.submit("/visits/new", "chair", {**body(), "relation": "self", "in_kind": "true"})
    assert answer.status_code == 303, text(answer)
    [told] = welfare.then
    assert isinstance(told, VisitLogged)
    assert told.in_kind
    assert answer.headers["Location"].endswith(f"/visits/{told.visit}?done=logged")
    words = text(welfare.page(f"/visits/{told.visit}?done=logged&lang=en", "chair"))
    assert "The visit is recorded." in words
    assert "Ms ana" in words


def test_a_refused_form_keeps_the_input_and_says_why_beside_the_field(welfare):
    log(welfare)
    answer = welfare.submit("/visits/new?lang=en", "chair", {**body(amount="500"), "note": "quiet room"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "600.00 are used, 400.00 are left" in text(answer)
    assert "quiet room" in page
    assert 'value="500"' in page
    blank = welfare.submit("/visits/new?lang=en", "chair", {})
    assert blank.status_code == 422


def test_a_correction_by_form_shows_in_the_timeline(welfare):
    visit = log(welfare)
    form = welfare.page(f"/visits/{visit}/correct?lang=en", "chair").get_data(as_text=True)
    assert 'name="_version" value="1"' in form
    new = {**body(amount="700"), "relation": "self", "reason": "the receipt says more"}
    assert welfare.submit(f"/visits/{visit}/correct", "chair", new, seen=1).status_code == 303
    words = text(welfare.page(f"/visits/{visit}?lang=en", "chair"))
    assert "Amount ¥600.00 → ¥700.00 · the receipt says more" in words


def test_a_void_needs_a_reason_and_the_version_seen(welfare):
    visit = log(welfare)
    assert welfare.submit(f"/visits/{visit}/void", "chair", {}, seen=1).status_code == 422
    assert welfare.submit(f"/visits/{visit}/void", "chair", {"reason": "twice"}, seen=9).status_code == 422
    assert welfare.submit(f"/visits/{visit}/void", "chair", {"reason": "twice"}, seen=1).status_code == 303
    assert isinstance(welfare.then[0], VisitVoided)
    words = text(welfare.page(f"/visits/{visit}?lang=en", "chair"))
    assert "Voided" in words
    assert "twice" in words


def test_a_note_is_opened_for_a_purpose(welfare):
    visit = log(welfare, note="asks for a quiet room")
    assert "quiet" not in text(welfare.page(f"/visits/{visit}?lang=en", "chair"))
    assert "quiet" not in text(welfare.page(f"/visits/{visit}/note?lang=en", "chair"))
    assert "Say in a few words" in text(welfare.page(f"/visits/{visit}/note?lang=en&purpose=", "chair"))
    words = text(welfare.page(f"/visits/{visit}/note?lang=en&purpose=next+visit", "chair"))
    assert "asks for a quiet room" in words
    assert "next visit" in words


def test_standards_are_listed_set_and_ended(welfare):
    words = text(welfare.page("/standards?lang=en&on=2025-05-20&occasion=hospital", "member"))
    assert "Union rule 2025, 4.2" in words
    assert "New standard" not in words
    wedding = {
        "occasion": "wedding",
        "relation": "self",
        "amount_min": "300",
        "amount_max": "1000",
        "per_year": "1000",
        "claim_days": "180",
        "limit": "block",
        "citation": "Union rule 2025, 4.3",
        "on": "2025-01-01",
    }
    assert welfare.submit("/standards/new", "office", wedding).status_code == 303
    standard = welfare.then[0].standard
    end = f"/standards/{standard}/end"
    assert welfare.submit(end, "office", {"on": "2024-01-01"}, seen=1).status_code == 422
    assert welfare.submit(end, "office", {"on": "2025-06-29"}, seen=1).status_code == 303
    assert "ended" in text(welfare.page("/standards?lang=en&occasion=wedding&done=ended", "office"))


@pytest.mark.parametrize("path", ["/visits", "/visits/new", "/standards", "/standards/new", "/"])
def test_pages_speak_chinese_by_default(welfare, path):
    words = text(welfare.page(path, "office"))
    assert "慰问" in words
