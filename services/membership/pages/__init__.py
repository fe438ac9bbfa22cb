"""Server-rendered pages, one module per page. A page acts through the same commands as the API."""

from collections.abc import Sequence
from typing import Any

from services.chassis.parts import Parts


def pages(parts: Parts, does: Any, personas: Any) -> list[Any]:
    return []
