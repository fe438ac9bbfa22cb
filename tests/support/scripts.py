"""The copy-paste scripts of the documents, run as a reader runs them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.embedded import PATIENCE, until
from tests.support.source import ROOT

EXAMPLES = ROOT / "docs" / "examples"


@dataclass
class Follower:
    """A running script: what it has printed, and the position that it remembers."""

    folder: Path
    child: subprocess.Popen[bytes]

    @property
    def lines(self) -> list[str]:
        return (self.folder / "said").read_text("utf-8").splitlines()

    @property
    def position(self) -> int:
        kept = self.folder / "position"
        return int((kept.read_text() if kept.exists() else "") or 0)

    def reaches(self, position: int) -> list[str]:
        """What it has printed once it remembers this position."""
        until(lambda: self._there(position), f"the script does not reach {position}")
        return self.lines

    def _there(self, position: int) -> bool:
        assert self.child.poll() is None, "\n".join(self.lines[-20:])
        return self.position >= position


@contextmanager
def following(script: str, folder: Path, **environ: str) -> Iterator[Follower]:
    """The script in a folder, which keeps its position and what it prints; stopped at the end."""
    folder.mkdir(exist_ok=True)
    said = folder / "said"
    with said.open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, str(EXAMPLES / script)],
            cwd=folder,
            env={**os.environ, "POSITION": str(folder / "position"), "PYTHONUNBUFFERED": "1", **environ},
            stdout=out,
            stderr=out,
        )
    try:
        yield Follower(folder, child)
    finally:
        child.kill()
        child.wait(PATIENCE)
