"""A proposal clicked from its first word to its seconders; no page of congress has a fault that axe finds."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from services.chassis.web.auth import COOKIE
from tests.congress.conftest import CONGRESS
from tests.congress.stories import TEXTS
from tests.congress.test_proposals_api import Way
from tests.support.served import served


@pytest.fixture
def address(congress, page) -> Iterator[str]:
    """Where a browser finds congress."""
    with served(congress.app) as found:
        yield found


def sign_in(page, congress, address, persona):
    page.context.clear_cookies()
    page.context.add_cookies([{"name": COOKIE, "value": congress.token(persona), "url": address}])


def test_a_delegate_writes_finds_likes_invites_and_the_other_seconds(congress, page, address):
    Way(congress).filed()
    sign_in(page, congress, address, "chair")
    page.goto(f"{address}/proposals/new")
    page.select_option("#f-category", "welfare")
    page.fill("#f-title", "关于食堂晚餐时间延长的提案")
    page.locator("#similar a").wait_for()
    assert TEXTS["title"] in page.text_content("#similar")
    page.fill("#f-cause", TEXTS["cause"])
    page.fill("#f-measures", TEXTS["measures"])
    page.click("text=保存草稿")
    page.get_by_text("还差 2 位附议人").first.wait_for()
    proposal = urlsplit(page.url).path
    page.click("summary:has-text('邀请附议')")
    page.select_option("#f-seconder", "member-bo")
    page.click("#act-invite button[type=submit]")
    page.get_by_text("待答复").wait_for()
    sign_in(page, congress, address, "bo")
    page.goto(f"{address}/proposals?view=inviting")
    page.click("text=关于食堂晚餐时间延长的提案")
    page.click("button:has-text('附议')")
    page.get_by_text("还差 1 位附议人").first.wait_for()
    assert congress.events(proposal.rsplit("/", 1)[-1])[-1].seconder == "member-bo"


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])
def test_no_page_has_a_serious_fault_or_scrolls_sideways(congress, page, address, axe_source, width, theme):
    replied, under_review = Way(congress).replied(), Way(congress).seconded().does("submit", "member")
    Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    filed, draft = Way(congress).filed(), Way(congress)
    page.set_viewport_size({"width": width, "height": 900})
    visited = {
        "office": (
            *("proposals", "delegates", "delegates/new?branch=branch-2", "congresses", "congresses/new"),
            *(f"delegates/{CONGRESS}/member-bo/end", f"congresses/{CONGRESS}"),
            *(f"proposals/{each.id}" for each in (under_review, filed)),
        ),
        "member": (
            *("proposals/new", f"proposals/{draft.id}/revise"),
            *(f"proposals/{each.id}" for each in (draft, replied)),
        ),
        "bo": ("proposals?view=inviting",),
    }
    for persona, paths in visited.items():
        sign_in(page, congress, address, persona)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": address}])
        for path in paths:
            page.goto(f"{address}/{path}")
            for closed in page.query_selector_all("details.opinion:not([open]) > summary"):
                closed.click()
            faults = page.evaluate(f"async () => {{ {axe_source}; return (await axe.run()).violations }}")
            assert [each["id"] for each in faults if each["impact"] in ("serious", "critical")] == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
