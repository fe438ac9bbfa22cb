"""The linters of deployment files: found where setup puts them, run on files, their words handed back."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.support.source import ROOT

INFRA = ROOT / "infra"
KEPT = {
    "promtool": ROOT / "build" / "promtool" / "promtool",
    "hadolint": ROOT / ".venv" / "bin" / "hadolint",
    "dclint": ROOT / "node_modules" / ".bin" / "dclint",
}


def program(name: str) -> str | None:
    """The path of a linter, None where it is missing."""
    found = shutil.which(KEPT[name]) if name in KEPT else None
    return found or shutil.which(name) or shutil.which(name, path="/usr/sbin")


def complaints(*command: str | Path) -> str:
    """What a linter says of a file that it refuses; "" when it accepts."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)
    return done.stdout + done.stderr if done.returncode else ""


def documents(path: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(path.read_text("utf-8")) if each]


def env_file(path: Path) -> dict[str, str]:
    """The settings in a container's env file."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
