"""A platform of processes in a throw-away folder that PostgreSQL's own user can come to."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.platform.running import Platform, started


@contextmanager
def folder() -> Iterator[Path]:
    """pytest's own folders are closed to other users, so not one of them."""
    made = Path(tempfile.mkdtemp(prefix="hearth-platform-"))
    try:
        made.chmod(0o711)
        yield made
    finally:
        shutil.rmtree(made)


@contextmanager
def throw_away(scale: str = "", passed: Mapping[str, str] | None = None) -> Iterator[Platform]:
    """Up and ready on free ports; stopped and removed at the end."""
    with folder() as made, started(made, scale, passed=passed) as running:
        yield running
