"""An officer mends a scheme by its message, tries it, publishes it; a chair sees the reason of each point."""

from datetime import UTC, datetime

import pytest

from infra.demo.note import known
from infra.demo.personas import HOME
from services.chassis.running.config import Config
from services.evaluation.publishing import shipped_texts
from tests.browser.test_every_page import faults_of, picture, sideways
from tests.support.embedded import until
from tests.support.in_a_browser import sign_in

pytestmark = pytest.mark.slow
OFFICE = "校工会"
LECTURES = "learning.lectures"


@pytest.fixture
def branch(served) -> str:
    campus = known(Config(data=str(served.folder)))
    assert campus
    return campus.unit(HOME).id


def changed() -> str:
    """The shipped scheme with twice the points for each lecture, and a slip of the pen."""
    text = shipped_texts().scheme
    at = text.index(LECTURES)
    return text[:at] + text[at:].replace("rule: count", "rule: cuont", 1).replace("per: 1", "per: 2", 1)


def this_year() -> int:
    return datetime.now(UTC).year


def looked_at(page, axe_source, name: str) -> None:
    """A picture at both widths, without a fault that axe finds or a page that scrolls sideways."""
    found = []
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"{name}-{width}")
        found += [*faults_of(page, axe_source), *sideways(page)]
    page.set_viewport_size({"width": 1440, "height": 900})
    assert found == []


def test_an_officer_publishes_a_mended_scheme_and_a_chair_sees_each_reason(served, page, axe_source, branch):
    sign_in(page, f"{served.url}/evaluation/scheme/new", OFFICE)
    mended(page, axe_source, changed())
    tried(page, axe_source, branch)
    published(page, axe_source)
    reasons(served, page, axe_source, branch)


def mended(page, axe_source, text) -> None:
    """The file is loaded, its mistake clicked, the line mended; what it changes is said."""
    page.set_input_files("#f-file", {"name": "x.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    page.locator("button[value=check]").first.click()
    mistake = page.locator("#faults a")
    assert LECTURES in mistake.text_content()
    looked_at(page, axe_source, "edition-mistake")

    mistake.click()
    start, end = page.eval_on_selector("#f-scheme", "each => [each.selectionStart, each.selectionEnd]")
    assert "cuont" in text[start:end]
    page.fill("#f-scheme", text.replace("cuont", "count"))
    page.locator("button[value=check]").last.click()
    assert "可以发布" in page.locator(".notice").text_content()
    assert "由 1 改为 2" in page.locator("#changes").text_content()


def tried(page, axe_source, branch) -> None:
    """The scheme on last year, opened at one branch."""
    assert str(this_year() - 1) in page.locator("#f-period option:checked").text_content()
    page.click("button[value=try]")
    page.locator("#trial").wait_for()
    row = page.locator(f"#trial-{branch}")
    row.locator("summary").click()
    looked_at(page, axe_source, "edition-tried")


def published(page, axe_source) -> None:
    """The edition with a day of force and its reason."""
    page.fill("#f-in_force_from", f"{this_year()}-01-01")
    page.fill("#f-reason", "教代会决定提高讲座分值")
    page.click("button[value=publish]")
    page.wait_for_load_state()
    assert "教代会决定提高讲座分值" in page.text_content("#editions")
    looked_at(page, axe_source, "edition-published")


def reasons(served, page, axe_source, branch) -> None:
    """The chair opens the item whose rule was changed: rule, working and facts of the new edition."""
    page.context.clear_cookies()
    sign_in(page, f"{served.url}/evaluation/branches/{branch}")
    item = page.locator(f'[data-item="{LECTURES}"]')
    until(
        lambda: page.reload() and "2 分" in (item.locator(".item-rule").text_content() or ""), "its new rule"
    )
    item.locator("summary").first.click()
    assert "× 2" in item.locator(".item-working").text_content()
    assert item.locator(".item-cited").count() >= 1
    each = page.locator(".items .item")
    assert each.count() == each.locator(".item-working").count()
    looked_at(page, axe_source, "edition-reasons")
