"""One platform per module, with a small union on it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.platform.running import started
from tests.conftest import missing
from tests.faults.stage import Stage, staged
from tests.support import kafka
from tests.support.postgres import binaries


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "stage" in getattr(item, "fixturenames", ()):
            item.add_marker("db")
            item.add_marker("kafka")


@pytest.fixture(scope="module")
def scale(request: pytest.FixtureRequest) -> str:
    """How many processes the module wants, beside one each."""
    return str(getattr(request.module, "SCALE", ""))


@pytest.fixture(scope="module")
def stage(scale: str, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The platform of a module, founded; what happens to it stays for the module's later tests."""
    if absent := kafka.absent():
        missing(absent)
    if binaries() is None:
        missing("PostgreSQL is not installed (apt-get install postgresql, or make test)")
    folder = reachable(Path(tempfile.mkdtemp(prefix="hearth-faults-")))
    failed = request.session.testsfailed
    with started(folder / "p", scale) as platform:
        yield staged(platform, folder)
    if request.session.testsfailed == failed:  # else its logs say why
        shutil.rmtree(folder)


def reachable(folder: Path) -> Path:
    """As root, PostgreSQL runs as another user, who must come to its folder."""
    folder.chmod(0o755)
    return folder
