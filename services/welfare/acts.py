"""Welfare's command sides, each with what its decisions look up.

A visit's stream is the person's, `visits-<member>`: the yearly cap is a promise about a person, so
everything that could break it is appended to one stream, and whoever comes second decides again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from services.chassis.commands import Execute, Found, Look, Teller, executor
from services.chassis.event_store import EventStore, Guard
from services.chassis.transactions import at_once
from services.welfare.domain import standard, visit
from services.welfare.domain.visit import CorrectVisit, LogVisit, Record, VisitFacts
from services.welfare.projections import rolls, standards


@dataclass(frozen=True)
class Acts:
    """`standards` runs on a standard's own stream, `visits` on the stream of a person."""

    standards: Execute
    visits: Execute


def stream_of(member: str) -> str:
    """The stream that holds all visits of a person."""
    return f"visits-{member}"


def acts(store: EventStore, teller: Teller, live: Callable[[], Engine]) -> Acts:
    """The command sides on a store; `live` gives what membership has told."""
    return Acts(
        executor(store, teller, standard.decider),
        executor(store, teller, visit.decider, look_for_visit(store, live)),
    )


def look_for_visit(store: EventStore, live: Callable[[], Engine]) -> Look:
    """For a visit told or corrected: the standard of its day, guarded, and the person's branch that day."""

    def look(command: object, record: Record) -> Found:
        if not isinstance(command, LogVisit | CorrectVisit):
            return Found()
        with store.reading() as db:
            row = standards.in_force(db, command.occasion, command.relation, command.on)
        found = standards.standard_of(row) if row else None
        guards = (Guard(row.standard, row.version),) if row else ()
        return Found(VisitFacts(standard=found, branch=_branch(live, command, record)), guards)

    return look


def _branch(live: Callable[[], Engine], command: LogVisit | CorrectVisit, record: Record) -> str:
    return branch_on(live, _member(command, record), command.on)


def _member(command: LogVisit | CorrectVisit, record: Record) -> str:
    if isinstance(command, LogVisit):
        return command.member
    known = record.visits.get(command.visit)
    return known.member if known else ""


def branch_on(live: Callable[[], Engine], member: str, on: date) -> str:
    """The branch of which a person was a member that day, as far as membership has told."""
    with at_once(live()) as db:
        return rolls.branch_of(db, member, on)
