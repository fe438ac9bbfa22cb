"""Writes the pages of docs/ that are made from code: `make docs`. A test wants them identical."""

from collections.abc import Callable
from pathlib import Path

from infra import event_catalogue
from services.chassis import config

DOCS = Path(__file__).parent.parent / "docs"
SETTINGS = """\
# Configuration

Written by `make docs` from `services/chassis/config.py`; do not edit.

Everything is set in the environment; `make run` also takes the short names as arguments, for
example `make run DEMO=no PORT=9000`.
A setting that cannot be used stops the start with a sentence that says which one and what to do.
Booleans are `yes` or `no`.

"""


def settings() -> str:
    return SETTINGS + config.table()


PAGES: dict[Path, Callable[[], str]] = {
    DOCS / "events.md": event_catalogue.page,
    DOCS / "configuration.md": settings,
}

if __name__ == "__main__":
    for path, text in PAGES.items():
        path.write_text(text(), "utf-8")
