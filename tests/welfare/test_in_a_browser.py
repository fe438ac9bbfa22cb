"""The visit form follows what is chosen; no page of welfare has a fault that axe can find."""

from collections.abc import Iterator

import pytest

from services.chassis.web.auth import COOKIE
from tests.support.served import served
from tests.welfare.facts import body


@pytest.fixture
def address(welfare, page) -> Iterator[str]:
    """Where a browser finds welfare, signed in as the union office."""
    with served(welfare.app) as found:
        page.context.add_cookies([{"name": COOKIE, "value": welfare.token("office"), "url": found}])
        yield found


def test_the_form_shows_what_is_left_and_keeps_what_was_typed(welfare, page, address):
    welfare.when("POST", "/api/visits/", "office", json=body())
    page.goto(f"{address}/visits/new?lang=en")
    page.fill("#f-amount", "500")
    page.select_option("#f-branch", "branch-1")
    page.select_option("select#f-member", "member-ana")
    page.select_option("#f-occasion", "hospital")
    page.get_by_text("Union rule 2025, 4.2").wait_for()
    assert "¥400.00" in page.text_content('[data-part="amount"]')
    assert page.input_value("#f-amount") == "500"
    assert page.input_value("#f-member") == "member-ana"
    page.fill("#f-on", "2025-05-21")
    page.click("text=Record the visit")
    page.locator("#f-amount-error").wait_for()
    page.fill("#f-amount", "400")
    page.click("text=Record the visit")
    page.locator(".notice").wait_for()
    assert len(welfare.events("visits-member-ana")) == 2


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])
def test_no_page_has_a_serious_fault_or_scrolls_sideways(welfare, page, address, axe_source, width, theme):
    visit = welfare.when("POST", "/api/visits/", "office", json=body(note="quiet")).json["id"]
    page.context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page.set_viewport_size({"width": width, "height": 900})
    end = "standards/standard-hospital-self/end"
    for path in (
        "visits",
        f"visits/{visit}",
        f"visits/{visit}/correct",
        f"visits/{visit}/note",
        end,
        "standards",
    ):
        page.goto(f"{address}/{path}")
        faults = page.evaluate(f"async () => {{ {axe_source}; return (await axe.run()).violations }}")
        assert [each["id"] for each in faults if each["impact"] in ("serious", "critical")] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
