"""Writes the pages that are made from code: `make docs`. A test wants them identical."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from infra import asyncapi, event_catalogue
from services.chassis.running import config

ROOT = Path(__file__).parent.parent
DOCS, CHASSIS = ROOT / "docs", ROOT / "services" / "chassis"
SETTINGS = """\
# Configuration

Written by `make docs` from `services/chassis/running/config.py`; do not edit.

Everything is set in the environment; `make run` also takes the short names as arguments, for
example `make run DEMO=no PORT=9000`.
A setting that cannot be used stops the start with a sentence that says which one and what to do.
Booleans are `yes` or `no`.

"""


def settings() -> str:
    return SETTINGS + config.table()


def first_line(path: Path) -> str:
    """What a module says of itself in its first paragraph."""
    says = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(says.split("\n\n")[0].split())


def chassis() -> str:
    """The chassis's README with the table of its modules renewed."""
    modules = [path for path in sorted(CHASSIS.rglob("*.py")) if "migrations" not in path.parts]
    named = [(path.relative_to(CHASSIS).as_posix(), first_line(path)) for path in modules]
    rows = [f"| `{name}` | {says} |" for name, says in named if not name.endswith("__init__.py")]
    table = "\n".join(
        ["<!-- modules -->", "", "| module | what it answers |", "|---|---|", *rows, "", "<!-- end -->"]
    )
    text = (CHASSIS / "README.md").read_text("utf-8")
    return re.sub(r"<!-- modules -->.*<!-- end -->", lambda _: table, text, flags=re.S)


PAGES: dict[Path, Callable[[], str]] = {
    DOCS / "events.md": event_catalogue.page,
    DOCS / "configuration.md": settings,
    CHASSIS / "README.md": chassis,
    **asyncapi.documents(),
}

if __name__ == "__main__":
    for path, text in PAGES.items():
        path.write_text(text(), "utf-8")
