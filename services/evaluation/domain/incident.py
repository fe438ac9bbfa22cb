"""Incidents that bar a branch from a grade: recorded with their basis, lifted with a reason."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never

from services.chassis.decider import Decider, Refused
from services.chassis.events import event

KINDS = ("accident", "breach", "fraud", "finance")


@dataclass(frozen=True, kw_only=True)
class Incident:
    """The fact. `on`: the day it happened; `basis`: the document it rests on."""

    incident: str
    branch: str
    kind: str
    on: date
    basis: str


@event("evaluation.incident-recorded.v1", classification="confidential")
class IncidentRecorded(Incident):
    """An incident counts against a branch."""


@event("evaluation.incident-lifted.v1", classification="confidential")
class IncidentLifted:
    """It no longer counts: the whole fact as it was recorded, and why."""

    incident: str
    old: Incident
    reason: str
    on: date


IncidentEvent = IncidentRecorded | IncidentLifted


@dataclass(frozen=True, kw_only=True)
class RecordIncident:
    """Record what happened; `today` is the day of entering."""

    incident: str
    branch: str
    kind: str
    on: date
    basis: str
    today: date
    by: str


@dataclass(frozen=True, kw_only=True)
class LiftIncident:
    """Lift a recorded incident."""

    reason: str
    on: date
    by: str


@dataclass(frozen=True)
class Record:
    """The incident as recorded, and whether it was lifted."""

    fact: Incident | None = None
    lifted: bool = False


def evolve(record: Record, told: IncidentEvent) -> Record:
    match told:
        case IncidentRecorded():
            return Record(fact_of(told))
        case IncidentLifted():
            return replace(record, lifted=True)
    assert_never(told)


def fact_of(told: Incident | RecordIncident) -> Incident:
    return Incident(incident=told.incident, branch=told.branch, kind=told.kind, on=told.on, basis=told.basis)


def record(command: RecordIncident, record: Record, found: object) -> list[IncidentEvent]:
    """Record an incident once."""
    fact = fact_of(command)
    if record.fact == fact:
        return []
    if record.fact:
        raise Refused("incident-recorded", "This incident is recorded already; lift it and record another.")
    if command.kind not in KINDS:
        raise Refused("unknown-kind", "Choose one of the kinds of incident.", field="kind")
    if command.on > command.today:
        raise Refused("in-the-future", "This day has not come yet.", field="on")
    if not command.basis.strip():
        raise Refused("basis-missing", "Name the document that this rests on.", field="basis")
    return [IncidentRecorded(**vars(fact))]


def lift(command: LiftIncident, record: Record, found: object) -> list[IncidentEvent]:
    """Lift it, once; nothing is deleted."""
    if record.fact is None:
        raise Refused("no-incident", "There is no such incident.")
    if record.lifted:
        return []
    if not command.reason.strip():
        raise Refused("reason-missing", "Say why the incident is lifted.", field="reason")
    fact = record.fact
    return [IncidentLifted(incident=fact.incident, old=fact, reason=command.reason, on=command.on)]


decider: Decider[Any] = Decider(Record(), evolve, {RecordIncident: record, LiftIncident: lift})
