"""The whole platform as processes: up, in use, scaled, killed, down, and up again with what it held."""

import uuid
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from click.testing import CliRunner

from infra.cli import main
from infra.demo import note
from infra.demo.campus import build
from infra.platform.readiness import NotReady
from infra.platform.running import Platform
from infra.services import SERVICES
from services.chassis.web.tokens import Grant, Principal
from tests.support import embedded
from tests.support.embedded import until
from tests.support.platforms import throw_away
from tests.support.telling import SEED, UNTIL

pytestmark = pytest.mark.slow
OFFICE = Principal("office-1", (Grant("office"),), "校工会")
AUDITOR = Principal("auditor-1", (Grant("auditor"),))
CHAIR = "1"  # the second persona of the sign-in page


@pytest.fixture(scope="module")
def platform(platform_programs) -> Iterator[Platform]:
    with throw_away() as running:
        yield running


@pytest.fixture
def office(platform: Platform) -> Iterator[httpx.Client]:
    """The union office's client, through the front door."""
    headers = {"Authorization": f"Bearer {platform.token(OFFICE)}"}
    with httpx.Client(base_url=platform.url, headers=headers, timeout=120) as client:
        yield client


def log_of_membership(platform: Platform) -> httpx.Response:
    headers = {"Authorization": f"Bearer {platform.token(AUDITOR)}"}
    return httpx.get(f"{platform.url}/membership/events", params={"limit": 5000}, headers=headers)


def found_branch(office: httpx.Client, name: str) -> str:
    body = {"name": name, "kind": "teaching", "on": "2025-01-01"}
    answer = office.post(
        "/membership/api/branches/", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def hearth(platform: Platform, *words: str) -> str:
    folder = platform.settings.folder
    done = embedded.hearth(folder, "--platform", str(folder), *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_chair_signs_in_once_and_is_known_in_every_service(platform: Platform):
    config = platform.config
    note.write(config, note.of(build(SEED, UNTIL, config.timezone, 0.05), whole=True, ours=False))
    accepts = {"Accept": "text/html"}
    with httpx.Client(base_url=platform.url, headers=accepts, follow_redirects=True, timeout=120) as browser:
        assert browser.get("/").url.path == "/membership/sign-in"
        browser.post("/membership/sign-in", data={"persona": CHAIR})
        pages = {name: browser.get(f"/{name}/") for name in SERVICES}
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(SERVICES, 200)
    assert [name for name in SERVICES if not pages[name].url.path.startswith(f"/{name}/")] == []


def test_what_is_told_reaches_every_hearer(platform: Platform, office: httpx.Client):
    head = int(log_of_membership(platform).headers["Hearth-Head"])
    found_branch(office, "物理学院")
    for hearer in ("welfare", "congress", "evaluation"):
        line = f'hearth_worker_last{{source="membership"}} {head + 1}.0'
        until(
            lambda hearer=hearer, line=line: line in office.get(f"/{hearer}/metrics").text, f"{hearer} hears"
        )


def test_starting_it_again_changes_nothing(platform: Platform):
    before = platform.processes()
    platform.up()
    assert platform.processes() == before


def test_a_second_web_joins_and_leaves_while_everybody_else_runs_on(platform: Platform, office: httpx.Client):
    before = platform.processes()
    platform.scale("welfare.web=2")
    both = platform.processes()
    assert {name: both[name] for name in before} == before
    assert set(both) - set(before) == {"welfare.web.2"}
    assert office.get("/welfare/readyz").status_code == 200
    platform.scale("welfare.web=1")
    assert platform.processes() == before


def test_a_web_killed_comes_back_and_the_other_answers_meanwhile(platform: Platform, office: httpx.Client):
    platform.scale("membership.web=2")
    killed = platform.kill("membership.web.1")
    found_branch(office, "化学学院")
    until(lambda: platform.processes().get("membership.web.1") not in (None, killed), "it comes back")
    platform.ready("membership.web.1")
    platform.scale("membership.web=1")


def test_a_service_reaches_its_own_database_alone(platform: Platform):
    for service in SERVICES:
        other = SERVICES[SERVICES.index(service) - 1]
        with psycopg.connect(platform.dsn(service)) as db:
            assert db.execute("select count(*) from log").fetchone() is not None
        foreign = platform.dsn(service).replace(f"/hearth_{service}", f"/hearth_{other}")
        foreign = foreign.replace("operator", service)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(foreign)


def test_the_command_line_works_on_all_databases(platform: Platform):
    assert "whole" in hearth(platform, "audit", "verify", "membership")
    assert hearth(platform, "topics", "check").startswith("the topics are as")
    token = hearth(platform, "token", "department-finance", "--role", "auditor").strip()
    answer = httpx.get(f"{platform.url}/welfare/events", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_it_comes_down_and_up_again_with_all_it_held(platform: Platform, office: httpx.Client):
    branch = found_branch(office, "数学学院")
    platform.down()
    assert platform.processes() == {}
    with pytest.raises(httpx.ConnectError):
        office.get("/")
    platform.up()
    assert branch in log_of_membership(platform).text


def test_a_process_that_cannot_start_shows_its_last_words_and_nothing_is_left_half_up(platform: Platform):
    platform.down()
    conf = platform.settings.folder / "postgresql" / "postgresql.conf"
    right = conf.read_text("utf-8")
    conf.write_text(right + "no_such_setting = on\n", "utf-8")
    with pytest.raises(NotReady, match=r"postgresql ends again and again(?s:.*)no_such_setting"):
        platform.up()
    assert platform.processes() == {}
    conf.write_text(right, "utf-8")


def test_where_nothing_is_up_a_sentence_says_how_to_start(tmp_path):
    done = CliRunner().invoke(main, ["platform", "status", "--folder", str(tmp_path)])
    assert (done.exit_code, done.output) == (
        1,
        f"Error: nothing is up in {tmp_path}: start it with `make platform`\n",
    )
