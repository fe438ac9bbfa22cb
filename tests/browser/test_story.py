"""The story in a browser: a chair signs in, records a visit, and sees the score and its reasons change."""

import pytest

from infra.demo.note import known
from infra.demo.personas import HOME
from services.chassis.running.config import Config
from tests.support.in_a_browser import CHAIR, chair_records_a_visit, sign_in

pytestmark = pytest.mark.slow


@pytest.fixture
def branch(served) -> str:
    campus = known(Config(data=str(served.folder)))
    assert campus
    return campus.unit(HOME).id


def test_a_chair_records_a_visit_and_sees_the_score_and_its_reasons_change(served, page, branch):
    chair_records_a_visit(served.url, page, branch)


def test_a_language_once_chosen_is_kept(served, page):
    sign_in(page, f"{served.url}/welfare/visits")
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.click(".switch a[lang=en]")
    page.goto(f"{served.url}/congress/proposals")
    assert page.get_attribute("html", "lang") == "en"
    assert "Proposals" in page.text_content("h1")
    page.click(".switch a[lang=zh-CN]")
    assert "提案" in page.text_content("h1")


def test_signing_in_and_recording_a_visit_need_no_mouse(served, page, branch):
    keys = page.keyboard
    page.goto(f"{served.url}/welfare/visits/new")
    tab_to(page, f"button[name=persona]:has-text('{CHAIR}')")
    keys.press("Enter")
    page.locator("#f-occasion").wait_for()
    keys.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    keys.press("Enter")
    choose(page, "select#f-member", None)
    choose(page, "#f-occasion", "hardship")
    tab_to(page, "#f-amount")
    keys.type("600")
    tab_to(page, "button:has-text('提交登记')")
    keys.press("Enter")
    page.locator(".notice").wait_for()
    assert "600" in page.text_content("main")


def choose(page, field: str, value: str | None) -> None:
    """Arrow down to the value (None: two further), and leave the field."""
    tab_to(page, field)
    for _ in range(30 if value else 2):
        if page.input_value(field) != value:
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")


def tab_to(page, target: str) -> None:
    """Press Tab until the target has the focus; all that is focused on the way can be seen to be."""
    wanted = page.locator(target).first
    for _ in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"{target} cannot be reached by keyboard")


SEEN = """() => {
  const there = document.activeElement;
  const style = getComputedStyle(there);
  const drawn = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return drawn || there === document.body || there.type === 'date';  // a date shows which part has it
}"""
