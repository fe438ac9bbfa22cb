"""Condolence visits of one person: told, corrected, voided.

The aggregate is the person, not the single visit: a yearly cap speaks of all visits of a person, so
whoever records one appends to the stream `visits-<member>`, and two who do so at the same moment
meet there. A visit told for the wrong person is voided and told again, because its note is sealed
under the key of the person it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from services.chassis.decider import Decider, Refused
from services.chassis.events import event
from services.welfare.domain.cap import IN_KIND_ONLY, ZERO, Visit, judged
from services.welfare.domain.standard import Standard


@event("welfare.visit-logged.v1", classification="restricted", person="member", personal=("note",))
class VisitLogged(Visit):
    """A visit was made; what was said there is sealed."""

    note: str = ""


@event("welfare.visit-corrected.v1", classification="restricted", happened="new.on")
class VisitCorrected:
    """A visit was other than told."""

    old: Visit
    new: Visit
    reason: str


@event("welfare.visit-voided.v1", classification="restricted", happened="old.on")
class VisitVoided:
    """A visit should not have been told."""

    old: Visit
    reason: str


@event("welfare.person-erased.v1", classification="internal")
class PersonErased:
    """Welfare has destroyed its key of a person."""

    member: str
    on: date
    basis: str


VisitEvent = VisitLogged | VisitCorrected | VisitVoided | PersonErased


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a person enters about a visit, `today` being the day of entering."""

    visit: str
    branch: str
    occasion: str
    relation: str
    on: date
    filed_on: date
    amount: Decimal
    in_kind: bool
    today: date
    by: str


@dataclass(frozen=True, kw_only=True)
class LogVisit(Particulars):
    """Record a visit."""

    member: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectVisit(Particulars):
    """Replace what was told of a visit; the person stays."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class VoidVisit:
    """Withdraw a visit."""

    visit: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ErasePerson:
    """Answer membership's erasure of a person."""

    member: str
    on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """What was looked up: the standard of the day; the person's branch that day, "" if none is known."""

    standard: Standard | None
    branch: str


@dataclass(frozen=True)
class Record:
    """A person's visits that stand, by id; the ids of the voided ones."""

    visits: Mapping[str, Visit] = field(default_factory=dict)
    voided: frozenset[str] = frozenset()
    erased: bool = False


def evolve(record: Record, told: VisitEvent) -> Record:
    """The record after one more event."""
    match told:
        case VisitLogged():
            return replace(record, visits={**record.visits, told.visit: fact_of(told)})
        case VisitCorrected(new=new):
            return replace(record, visits={**record.visits, new.visit: new})
        case VisitVoided(old=old):
            standing = {visit: each for visit, each in record.visits.items() if visit != old.visit}
            return replace(record, visits=standing, voided=record.voided | {old.visit})
        case PersonErased():
            return replace(record, erased=True)
    assert_never(told)


def fact_of(told: Visit) -> Visit:
    """The bare fact, whatever event told it."""
    return Visit(**{each.name: getattr(told, each.name) for each in fields(Visit)})


def log(command: LogVisit, record: Record, facts: VisitFacts) -> list[VisitEvent]:
    """Record a visit under the standard of its day; the same visit twice is one visit."""
    if command.visit in record.visits or command.visit in record.voided:
        return []
    if record.erased:
        raise Refused("person-erased", "This person's data were erased.", field="member")
    visit = _weighed(command, command.member, record, facts)
    return [VisitLogged(**_values(visit), note=command.note)]


def correct(command: CorrectVisit, record: Record, facts: VisitFacts) -> list[VisitEvent]:
    """Replace a visit's particulars, weighed anew as if the old ones had never been told."""
    old = _standing(command.visit, record)
    visits = {visit: each for visit, each in record.visits.items() if visit != old.visit}
    new = _weighed(command, old.member, replace(record, visits=visits), facts)
    return [] if new == old else [VisitCorrected(old=old, new=new, reason=command.reason)]


def void(command: VoidVisit, record: Record, facts: object) -> list[VisitEvent]:
    """Withdraw a visit; what it used of the cap is free again."""
    if command.visit in record.voided:
        return []
    old = _standing(command.visit, record)
    _not_oneself(command.by, old.member)
    return [VisitVoided(old=old, reason=command.reason)]


def erase(command: ErasePerson, record: Record, facts: object) -> list[VisitEvent]:
    """The person asked to be forgotten; the facts stay, nobody can read who or why."""
    if record.erased:
        return []
    return [PersonErased(member=command.member, on=command.on, basis=command.basis)]


def _standing(visit: str, record: Record) -> Visit:
    if visit in record.voided:
        raise Refused("visit-voided", "This visit was voided.")
    if visit not in record.visits:
        raise Refused("no-such-visit", "There is no such visit.")
    return record.visits[visit]


def _weighed(command: Particulars, member: str, record: Record, facts: VisitFacts) -> Visit:
    """The visit as it would be told, with its flags. Raises Refused."""
    _not_oneself(command.by, member)
    _plausible(command)
    if command.branch != facts.branch:
        raise Refused(
            "not-of-this-branch",
            "On %(on)s this person was not a member of this branch, as far as membership has told; "
            "its news may still be on the way.",
            field="member",
            on=command.on,
        )
    if facts.standard is None:
        raise Refused("no-standard", "No standard for this occasion was in force that day.", field="occasion")
    known = {each.name: getattr(command, each.name) for each in fields(Visit) if hasattr(command, each.name)}
    visit = Visit(**{**known, "member": member, "standard": facts.standard.standard})
    return replace(visit, flags=judged(visit, facts.standard, record.visits.values()))


def _plausible(command: Particulars) -> None:
    if command.on > command.filed_on:
        raise Refused("filed-before", "A visit is handed in after it was made.", field="filed_on")
    if command.filed_on > command.today:
        raise Refused("in-the-future", "This day has not come yet.", field="filed_on")
    if command.amount <= ZERO:
        raise Refused("no-amount", "A visit has an amount or a value in yuan.", field="amount")
    if command.occasion in IN_KIND_ONLY and not command.in_kind:
        raise Refused("in-kind-only", "Festival and birthday gifts are goods, never cash.", field="in_kind")


def _not_oneself(by: str, member: str) -> None:
    if by == member:
        raise Refused("own-visit", "Nobody decides on a visit to themselves.", field="member")


def _values(visit: Visit) -> dict[str, Any]:
    return {each.name: getattr(visit, each.name) for each in fields(visit)}


decider: Decider[Record] = Decider(
    Record(), evolve, {LogVisit: log, CorrectVisit: correct, VoidVisit: void, ErasePerson: erase}
)
