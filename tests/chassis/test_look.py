"""The look at 360 and 1440 px, light and dark: nothing overflows, and axe finds no serious fault."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.chassis.gallery.application import PAGES, gallery
from tests.support.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = {"phone": 360, "desk": 1440}
SERIOUS = {"serious", "critical"}
NOT_FOUND = "/problem/404"
ADDRESSES = (*(f"/gallery/{name}" for name in PAGES), NOT_FOUND)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served(gallery()) as found:
        yield found


@pytest.fixture(params=[(width, theme) for width in WIDTHS for theme in ("light", "dark")], ids="-".join)
def view(request: pytest.FixtureRequest, browser: "Browser") -> Iterator["Page"]:
    width, theme = request.param
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": WIDTHS[width], "height": 800},
        color_scheme=theme,
        reduced_motion="reduce",
        bypass_csp=False,
    )
    page = context.new_page()
    page.complaints = complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


def serious_faults(page: "Page", axe_source: str) -> list[str]:
    page.evaluate(axe_source)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{fault['id']}: {fault['help']} at {[node['target'] for node in fault['nodes'][:4]]}"
        for fault in found
        if fault["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_fits_its_screen_and_is_open_to_everybody(site, view, axe_source, address):
    view.goto(site + address)
    wide = view.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert serious_faults(view, axe_source) == []
    assert [said for said in view.complaints if "404" not in said] == []


def test_on_a_phone_every_control_is_large_enough_to_be_touched(site, browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/gallery/forms")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, .button')]
            .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect(), e.closest('label')])
            .filter(([, box, label]) => box.height && (label || {getBoundingClientRect: () => box})
                .getBoundingClientRect().height < 44).map(([html]) => html)"""
    )
    context.close()
    assert small == []


def test_the_language_and_the_colours_are_chosen_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/gallery/lists?state=open")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "state=open" in page.url
    page.get_by_role("link", name="Dark").click()
    page.goto(f"{site}/gallery/lists")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_a_picture_has_its_table_one_keystroke_away(site, view):
    view.goto(f"{site}/gallery/pictures")
    first = view.locator("figure").first
    first.locator("summary").focus()
    view.keyboard.press("Enter")
    assert first.locator("table").is_visible()


def test_a_short_id_copies_whole(site, view):
    view.goto(f"{site}/gallery/lists")
    shown = view.locator("code.id").first
    view.evaluate("element => getSelection().selectAllChildren(element)", shown.element_handle())
    assert view.evaluate("getSelection().toString()") == shown.get_attribute("data-copy")


def test_nothing_in_a_page_needs_inline_script_or_style():
    client = gallery().test_client()
    for address in ADDRESSES:
        text = client.get(address).text
        assert " style=" not in text, address
        assert " on" + "click" not in text, address
        assert "<style" not in text, address
