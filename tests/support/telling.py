"""The demo told into a DATA folder from inside a test, of any size and on any database."""

from datetime import date
from pathlib import Path

from infra.demo.load import load
from infra.embedded import Embedded, open_embedded
from services.chassis.running.assembly import close
from services.chassis.running.config import Config
from services.chassis.running.log import configure

UNTIL = date(2026, 6, 30)
SEED = 7


def opened(folder: Path, **changes: object) -> Embedded:
    """The platform on a DATA folder, not served."""
    configure("WARNING")
    return open_embedded(Config(data=str(folder), **changes))  # type: ignore[arg-type]


def told(folder: Path, size: float = 1.0, **changes: object) -> int:
    """Tell the demo into a folder; how many events."""
    platform = opened(folder, **{"seed": SEED, **changes})
    try:
        return load(platform, UNTIL, lambda acts, total: None, size)
    finally:
        shut(platform)


def shut(platform: Embedded) -> None:
    for parts in platform.parts.values():
        close(parts)
