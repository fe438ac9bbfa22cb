"""The story by a plain HTTP client: a visit is recorded, the score follows and says why; it is taken back."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from infra.demo.note import known
from infra.demo.personas import HOME
from services.chassis.running.config import Config
from services.chassis.web.auth import COOKIE
from tests.support.embedded import Process, until

pytestmark = pytest.mark.slow
CHAIR, MEMBER = 1, 0  # places in the list of personas
ITEM = "warmth.hardship"


@pytest.fixture
def process(served_small) -> Process:
    return served_small


def signed_in(process: Process, persona: int) -> httpx.Client:
    """A client that bears the token which the sign-in page gave."""
    got = httpx.post(f"{process.url}/membership/sign-in", data={"persona": str(persona), "next": "/"})
    assert got.status_code == 303
    return httpx.Client(
        base_url=process.url, headers={"Authorization": f"Bearer {got.cookies[COOKIE]}"}, timeout=120
    )


@pytest.fixture
def chair(process) -> Iterator[httpx.Client]:
    with signed_in(process, CHAIR) as client:
        yield client


@pytest.fixture
def branch(process) -> str:
    campus = known(Config(data=str(process.folder)))
    assert campus
    return campus.unit(HOME).id


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()


def item(client: httpx.Client, branch: str, wanted: str = ITEM) -> dict[str, Any]:
    """An item of the running year's score, with its proof."""
    got = client.get(f"/evaluation/api/scores/{branch}", params={"period": today()[:4]})
    assert got.status_code == 200, got.text
    return next(each for each in items(got.json()["score"]) if each["id"] == wanted)


def items(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("parts", ()):
        yield from items(part)


def facts(found: dict[str, Any]) -> set[str]:
    of = found["proof"]["of"]
    return {each["subject"] for each in of["facts"]}


def visit_to(client: httpx.Client, branch: str) -> dict[str, str]:
    """A hardship visit of today to a member of the branch other than the chair."""
    people = client.get("/membership/api/members/", params={"branch": branch}).json()["items"]
    member = sorted(each["member"] for each in people)[-1]
    about = {"branch": branch, "member": member, "occasion": "hardship", "on": today()}
    return {**about, "amount": "500", "note": "家中遭灾"}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def problem(got: httpx.Response) -> tuple[int, str]:
    assert got.headers["content-type"].startswith("application/problem+json")
    return got.status_code, got.json()["type"].rsplit(":", 1)[-1]


def test_a_visit_is_recorded_counted_corrected_and_taken_back(chair, branch):
    before = item(chair, branch)
    mine = key()
    body = visit_to(chair, branch)
    told = chair.post("/welfare/api/visits/", json=body, headers=mine)
    assert told.status_code == 201, told.text
    visit = told.json()["id"]

    after = until(lambda: counted(chair, branch, visit), "the visit is scored")
    assert float(after["points"]) > float(before["points"])
    fact = next(each for each in after["proof"]["of"]["facts"] if each["subject"] == visit)
    assert fact["person"] == body["member"]

    place = f"/welfare/api/visits/{visit}"
    seen = {"If-Match": chair.get(place).headers["ETag"]}
    mended = {name: body[name] for name in ("branch", "on", "amount")} | {"occasion": "hospital"}
    right = mended | {"reason": "应为住院探望"}
    assert problem(chair.post(f"{place}/correct", json=right, headers=key())) == (428, "version-missing")
    stale = key() | {"If-Match": '"0"'}
    assert problem(chair.post(f"{place}/correct", json=right, headers=stale)) == (412, "stale")
    assert chair.post(f"{place}/correct", json=right, headers=key() | seen).status_code == 200
    until(lambda: visit not in facts(item(chair, branch)), "the corrected visit leaves the item")
    assert item(chair, branch)["points"] == before["points"]
    assert visit in facts(item(chair, branch, "warmth.hospital"))

    seen = {"If-Match": chair.get(place).headers["ETag"]}
    void = {"reason": "重复登记"}
    assert chair.post(f"{place}/void", json=void, headers=key() | seen).status_code == 200
    until(lambda: visit not in facts(item(chair, branch, "warmth.hospital")), "the void takes it back")


def counted(client: httpx.Client, branch: str, visit: str) -> dict[str, Any] | None:
    found = item(client, branch)
    return found if visit in facts(found) else None


def test_a_request_sent_again_gets_the_same_answer_and_another_under_its_key_none(chair, branch):
    mine, body = key(), visit_to(chair, branch) | {"occasion": "accident"}
    first = chair.post("/welfare/api/visits/", json=body, headers=mine)
    again = chair.post("/welfare/api/visits/", json=body, headers=mine)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = chair.post("/welfare/api/visits/", json=body | {"amount": "600"}, headers=mine)
    assert problem(other) == (422, "idempotency-key-reused")
    assert problem(chair.post("/welfare/api/visits/", json=body)) == (400, "idempotency-key-missing")


def test_what_is_wrong_is_named_with_its_field(chair, branch):
    got = chair.post("/welfare/api/visits/", json=visit_to(chair, branch) | {"amount": "much"}, headers=key())
    assert got.status_code == 422
    assert [each["pointer"] for each in got.json()["errors"]] == ["#/amount"]


def test_a_member_records_no_visit_and_sees_scores_without_persons(process, branch):
    with signed_in(process, MEMBER) as member:
        refused = member.post("/welfare/api/visits/", json={}, headers=key())
        assert problem(refused)[0] in (403, 422)
        shown = item(member, branch)["proof"]["of"]
        assert all("person" not in each for each in (*shown["facts"], *shown["not_counted"]))


def test_nobody_is_sent_to_sign_in_and_a_program_gets_401(process):
    with httpx.Client(base_url=process.url) as nobody:
        assert problem(nobody.get("/evaluation/api/scores/"))[0] == 401
        page = nobody.get("/welfare/visits", headers={"Accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["Location"].startswith("/membership/sign-in?next=")


def test_the_menu_is_the_same_in_every_service(process):
    with signed_in(process, CHAIR) as client:
        client.headers["Accept"] = "text/html"
        pages = ("/evaluation/", "/membership/branches", "/welfare/visits", "/congress/proposals")
        menus = {place: menu(client.get(place)) for place in pages}
    assert len(set(menus.values())) == 1
    assert "五家得分" in menus["/evaluation/"]


def menu(page: httpx.Response) -> tuple[str, ...]:
    """What the menu of a page says."""
    assert page.status_code == 200
    rail = page.text.partition('<nav class="rail"')[2].partition("</nav>")[0]
    return tuple(re.findall(r">([^<>\s][^<>]*)</(?:a|p)>", rail))
