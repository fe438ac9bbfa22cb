"""What was said at a visit: opened by right and for a purpose, and each opening is kept first."""

from datetime import datetime
from typing import Any

import msgspec

from services.chassis import entry
from services.chassis.running.parts import Parts
from services.chassis.stores.sealing import Erased
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.welfare.projections import openings


def opened(parts: Parts, row: Any, reader: str, purpose: str, at: datetime) -> str:
    """The note of a visit, "" if there is none. Raises a problem when the person was erased."""
    sealed = _sealed(parts, row)
    if sealed is None or parts.keyring is None:
        return ""
    openings.record(parts.store.engine, row.visit, reader, purpose, entry.recorded_text(at))
    try:
        plain = msgspec.json.decode(parts.keyring.open(row.member, sealed))
    except Erased:
        gone = gettext("This person's data were erased.")
        raise Problem("erased", gone, status=410, title=gone) from None
    return str(plain["note"])


def _sealed(parts: Parts, row: Any) -> bytes | None:
    """The sealed part of the event that told the visit."""
    for stored in parts.store.read_stream(row.stream):
        if stored.sealed and _visit_of(stored.entry) == row.visit:
            return stored.sealed
    return None


def _visit_of(stored: bytes) -> str:
    return str(msgspec.json.decode(entry.read(stored).data).get("visit", ""))
