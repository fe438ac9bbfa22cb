"""Every main page, as the people who use it, narrow and wide, light and dark: no fault that axe finds."""

import pytest

from infra.demo.note import known
from infra.demo.personas import HOME, personas
from services.chassis.running.config import Config
from services.chassis.web.auth import COOKIE
from tests.support.source import ROOT

pytestmark = pytest.mark.slow
PICTURES = ROOT / "build" / "screenshots"
PAGES = {
    "office": (
        "evaluation/",
        "evaluation/?period=trailing",
        "evaluation/branches/{branch}",
        "evaluation/scheme",
        "evaluation/scheme/new",
        "evaluation/figures",
        "membership/",
        "membership/members",
        "membership/members/{member}",
        "membership/applications",
        "membership/applications/new",
        "membership/transfers",
        "membership/branches",
        "membership/branches/{branch}",
        "membership/activities",
        "membership/activities/new",
        "welfare/visits",
        "welfare/visits/new",
        "welfare/standards",
        "congress/proposals",
        "congress/delegates",
        "congress/congresses",
    ),
    "chair": (
        "evaluation/",
        "evaluation/branches/{branch}",
        "membership/",
        "membership/members",
        "membership/activities",
        "welfare/visits",
        "welfare/visits/new",
        "congress/proposals",
    ),
    "operator": ("evaluation/", "evaluation/operator", "membership/", "membership/branches"),
    "": ("membership/sign-in",),
}
LOOKS = [(360, "light"), (1440, "dark")]  # the gallery of all pieces is looked at in all four


@pytest.fixture
def places(served) -> dict[str, str]:
    campus = known(Config(data=str(served.folder)))
    assert campus
    unit = campus.unit(HOME)
    return {"branch": unit.id, "member": unit.people[5].id}


@pytest.fixture
def tokens(served) -> dict[str, str]:
    campus = known(Config(data=str(served.folder)))
    assert campus
    names = ("member", "chair", "office", "handler", "auditor", "operator")
    pairs = zip(names, personas(campus), strict=True)
    return {name: served.token(who) for name, (_, who) in pairs}


@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.parametrize("persona", PAGES, ids=lambda name: name or "nobody")
def test_no_page_has_a_serious_fault_or_scrolls_sideways(
    served, page, axe_source, tokens, places, persona, width, theme
):
    cookies = {"theme": theme} | ({COOKIE: tokens[persona]} if persona else {})
    page.context.add_cookies([{"name": n, "value": v, "url": served.url} for n, v in cookies.items()])
    page.set_viewport_size({"width": width, "height": 900})
    found: dict[str, list[str]] = {}
    for place in PAGES[persona]:
        path = place.format(**places)
        answer = page.goto(f"{served.url}/{path}")
        if not answer or answer.status != 200:
            found[path] = [f"answered {answer and answer.status}"]
            continue
        picture(page, f"{persona or 'nobody'}-{name_of(place)}-{width}-{theme}")
        if faults := [*faults_of(page, axe_source), *sideways(page)]:
            found[path] = faults
    assert found == {}


def faults_of(page, axe_source: str) -> list[str]:
    violations = page.evaluate(f"async () => {{ {axe_source}; return (await axe.run()).violations }}")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]


def sideways(page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{width} px wider than the screen"] if width > 0 else []


def picture(page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def name_of(place: str) -> str:
    return place.strip("/").translate(str.maketrans("/?={}", "-----")) or "home"
