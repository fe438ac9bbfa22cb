"""Demo campuses in folders: told once a session, copied for whoever changes them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.telling import told

SMALL = 0.05


@pytest.fixture(scope="session")
def small_campus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA folder with every unit of the demo and a twentieth of its members; not to be changed."""
    folder = tmp_path_factory.mktemp("small")
    told(folder, size=SMALL)
    return folder


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Path]:
    """A DATA folder's copy, to be changed by one test."""

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / "data"))

    return copy


@pytest.fixture(scope="session")
def demo_campus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA folder with the whole demo; not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    told(folder)
    return folder
