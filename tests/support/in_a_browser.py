"""What a chair does in a browser, wherever Hearth runs."""

from urllib.parse import urlsplit

from tests.support.embedded import until

CHAIR = "分工会主席"
ITEM = '[data-item="warmth.hardship"]'


def sign_in(page, address: str, persona: str = CHAIR) -> None:
    page.goto(address)
    page.locator("button[name=persona]", has_text=persona).click()
    page.wait_for_load_state()


def fill_in(page, branch: str) -> None:
    page.select_option("#f-branch", branch)
    page.locator("select#f-member").wait_for()
    page.select_option("select#f-member", index=2)
    page.select_option("#f-occasion", "hardship")
    page.locator('[data-part="standard"] .meter').wait_for()
    page.fill("#f-amount", "500")


def chair_records_a_visit(url: str, page, branch: str) -> None:
    """Sign in, look at the score, record a visit, see the score follow, open its reason down to the visit."""
    sign_in(page, url)
    assert urlsplit(page.url).path == "/evaluation/"
    page.locator(f'a[href*="/evaluation/branches/{branch}"]').first.click()
    before = page.text_content(f"{ITEM} summary")
    page.goto(f"{url}/welfare/visits/new")
    fill_in(page, branch)
    page.click("button:has-text('提交登记')")
    page.locator(".notice").wait_for()
    visit = urlsplit(page.url).path.rsplit("/", 1)[-1]

    page.goto(f"{url}/evaluation/branches/{branch}")
    until(lambda: changed(page, before), "the score follows the visit")
    page.click(f"{ITEM} > summary")
    fact = page.locator(f'{ITEM} a[href*="{visit}"]').first
    fact.click()
    assert urlsplit(page.url).path == f"/welfare/visits/{visit}"


def changed(page, before: str) -> bool:
    page.reload()
    return page.text_content(f"{ITEM} summary") != before
