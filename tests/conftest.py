"""Servers for tests that need them. A missing one is a skip, and with CI=true every skip is a failure."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

from infra.garbage import seldom
from infra.platform import preflight
from infra.platform.plan import Programs
from tests.support import browser as chromium_of_debian
from tests.support import kafka as kafka_of_jars
from tests.support.postgres import Cluster, binaries, cluster

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
CI = os.environ.get("CI") == "true"
# fixture -> marker that its tests carry
NEEDS = {"postgres": "db", "chromium": "browser", "kafka": "kafka", "platform_programs": "kafka"}

PATIENCE_MS = 120_000  # of a browser: two cores may be busy elsewhere
LONG = {"slow", "kafka"}  # they go first: otherwise one test process waits for the other in the end

seldom()  # as every process of Hearth

settings.register_profile("hearth", deadline=None, print_blob=True)  # two cores may be busy elsewhere
settings.load_profile("hearth")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    items.sort(key=lambda item: not LONG.intersection(mark.name for mark in item.iter_markers()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """In CI nothing is skipped: a test that tries to has failed."""
    report: pytest.TestReport = yield  # type: ignore[misc, assignment]
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, which CI does not allow: {report.longrepr}"
    return report  # type: ignore[return-value]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Figures that tests have recorded."""
    tests = [each for group in ("passed", "failed") for each in terminalreporter.stats.get(group, [])]
    for name, value in (pair for each in tests for pair in each.user_properties):
        terminalreporter.write_line(f"{name}: {value}")


def missing(reason: str) -> NoReturn:
    """A server that is not there: a skip on a desk, a failure in CI."""
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster of this test session."""
    programs = binaries()
    if programs is None:
        missing("PostgreSQL is not installed (apt-get install postgresql, or make test)")
    with cluster(programs) as running:
        yield running


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database of this test."""
    name = f"t{uuid.uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(scope="module")
def module_postgres_url(postgres: Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of a database shared by the tests of one module."""
    name = f"m{uuid.uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def kafka() -> Iterator[kafka_of_jars.Broker]:
    """A Kafka broker of this test session."""
    if reason := kafka_of_jars.absent():
        missing(reason)
    with kafka_of_jars.broker() as running:
        yield running


@pytest.fixture(scope="session")
def platform_programs() -> Programs:
    """What `make platform` runs: PostgreSQL, Kafka, nginx."""
    found = preflight.programs()
    if lacks := preflight.installed(found):
        missing("; ".join(lacks))
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    path = chromium_of_debian.executable()
    if path is None:
        missing("Chromium is not installed (apt-get install chromium fonts-noto-cjk, or make test)")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:
    """One Chromium per module (a longer one would leave its event loop to other tests)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=list(chromium_of_debian.ARGUMENTS)
        )
        yield running
        running.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page in a fresh profile, as an officer in China sees it at 1440 px."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core's script, to be run inside a page."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        missing("axe-core is not installed (npm ci, or make test)")
    return script.read_text("utf-8")
