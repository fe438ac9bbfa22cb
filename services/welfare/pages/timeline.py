"""What happened to one visit: who told what on which day, and when the platform learnt it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis import entry
from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext
from services.welfare.domain.cap import Visit
from services.welfare.domain.visit import VisitCorrected, VisitLogged, VisitVoided
from services.welfare.pages.changes import changes


@dataclass(frozen=True)
class Moment:
    """One entry of the timeline, as the macro shows it."""

    on: date
    what: str
    text: str
    who: str
    recorded: str
    id: str
    kind: str


def of(parts: Parts, row: Any) -> list[Moment]:
    """The events of one visit, latest first."""
    rows = parts.store.read_stream(row.stream)
    told = [(parts.teller.vocabulary.decode(each.type, entry.read(each.entry).data), each) for each in rows]
    mine = [(event, stored) for event, stored in reversed(told) if about(event) == row.visit]
    names = parts.people({entry.read(stored.entry).authid for _, stored in mine})
    return [_moment(event, stored, names) for event, stored in mine]


def about(event: object) -> str:
    """The visit that an event speaks of."""
    fact = getattr(event, "old", event)
    return fact.visit if isinstance(fact, Visit) else ""


def _moment(event: Any, stored: Any, names: Mapping[str, str]) -> Moment:
    what, text, kind = _told(event)
    actor = entry.read(stored.entry).authid
    fact = getattr(event, "new", getattr(event, "old", event))
    return Moment(fact.on, what, text, names.get(actor, actor), stored.recorded, stored.id, kind)


def _told(event: object) -> tuple[str, str, str]:
    match event:
        case VisitLogged():
            return gettext("Recorded"), "", "good"
        case VisitCorrected(old=old, new=new, reason=reason):
            return gettext("Corrected"), f"{changes(old, new)} · {reason}", "info"
        case VisitVoided(reason=reason):
            return gettext("Voided"), reason, "closed"
    return "", "", "neutral"
