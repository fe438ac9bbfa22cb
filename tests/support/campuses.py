"""Fixtures: demo campuses in folders, told once for all test processes, copied for whoever changes them."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.embedded import Process, running
from tests.support.telling import told

SMALL = 0.05


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, made by whichever test process comes first; the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo.json").exists():
            folder.mkdir()
            make(folder)
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The temporary folder of the whole run, also when it is spread over several processes."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def small_campus(shared: Path) -> Path:
    """A DATA folder with every unit of the demo and a twentieth of its members; not to be changed."""
    return once(shared / "small-campus", lambda folder: told(folder, size=SMALL))


@pytest.fixture(scope="session")
def demo_campus(shared: Path) -> Path:
    """A DATA folder with the whole demo; not to be changed."""
    return once(shared / "demo-campus", told)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Path]:
    """A DATA folder's copy, to be changed by one test."""

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / "data"))

    return copy


@pytest.fixture(scope="module")
def served(demo_campus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The running process on a copy of the whole demo, shared by a module."""
    with running(shutil.copytree(demo_campus, tmp_path_factory.mktemp("served") / "data")) as process:
        yield process


@pytest.fixture(scope="module")
def served_small(small_campus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The same on the small campus."""
    with running(shutil.copytree(small_campus, tmp_path_factory.mktemp("served") / "data")) as process:
        yield process
