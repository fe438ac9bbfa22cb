"""A department that may read the events: what for, until when, and which classes beyond the open ones."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.chassis.decider import Decider
from services.chassis.events import event


@event("membership.reader-admitted.v1")
class ReaderAdmitted:
    """A department may read the events for a purpose; `sees` names classes as in welfare:restricted."""

    reader: str
    sees: tuple[str, ...]
    purpose: str
    on: date
    until: date


@dataclass(frozen=True, kw_only=True)
class AdmitReader:
    reader: str
    sees: tuple[str, ...]
    purpose: str
    on: date
    days: int


@dataclass(frozen=True)
class Reader:
    """What was admitted last."""

    until: date = date.min


def evolve(reader: Reader, told: ReaderAdmitted) -> Reader:
    return replace(reader, until=told.until)


def admit(command: AdmitReader, reader: Reader, found: object) -> list[ReaderAdmitted]:
    """Every token that is handed out is told, also to who has one already."""
    until = command.on + timedelta(days=command.days)
    return [
        ReaderAdmitted(
            reader=command.reader, sees=command.sees, purpose=command.purpose, on=command.on, until=until
        )
    ]


decider = Decider(Reader(), evolve, {AdmitReader: admit})
