"""A visit standard: dated data with its citation, never a number in code.

Ended or followed by a later edition, never edited: a visit keeps the standard of its own day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.chassis.decider import Decider, Refused
from services.chassis.events import event

OCCASIONS = (
    "hospital",
    "bereavement",
    "wedding",
    "birth",
    "retirement",
    "hardship",
    "accident",
    "festival",
    "birthday",
)
RELATIONS = ("self", "spouse", "child", "parent", "parent_in_law")
LIMITS = ("block", "flag")


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What may be given on an occasion: amounts in yuan, `until` the last day in force."""

    standard: str
    occasion: str
    relation: str
    amount_min: Decimal
    amount_max: Decimal
    per_year: Decimal  # yuan per person, occasion, relation and calendar year
    claim_days: int  # from the day it happened to the day it was handed in; 0 = no window
    limit: str  # block: refused beyond; flag: recorded and marked
    citation: str
    on: date  # in force from
    until: date | None = None


@event("welfare.standard-set.v1")
class StandardSet(Standard):
    """A standard was decided, in force from `on`."""


@event("welfare.standard-ended.v1")
class StandardEnded:
    """A standard is in force up to and including `on`."""

    standard: str
    on: date


StandardEvent = StandardSet | StandardEnded


@dataclass(frozen=True, kw_only=True)
class SetStandard:
    """Put a standard into force; a later edition wins over an earlier one."""

    fact: Standard
    by: str


@dataclass(frozen=True, kw_only=True)
class EndStandard:
    """Let a standard end with the day `on`."""

    on: date
    by: str


def evolve(standard: Standard | None, told: StandardEvent) -> Standard | None:
    """The standard as its stream tells it, `until` included."""
    if isinstance(told, StandardSet):
        return Standard(**{name: getattr(told, name) for name in Standard.__dataclass_fields__})
    return replace(standard, until=told.on) if standard else None


def put(command: SetStandard, standard: Standard | None, found: object) -> list[StandardEvent]:
    """A standard is set once; what changed is a later edition under a new id."""
    if standard:
        if replace(standard, until=command.fact.until) == command.fact:
            return []
        raise Refused("standard-exists", "This standard is set already; a change is a later edition.")
    _check(command.fact)
    return [StandardSet(**{name: getattr(command.fact, name) for name in Standard.__dataclass_fields__})]


def end(command: EndStandard, standard: Standard | None, found: object) -> list[StandardEvent]:
    """End it, never before it began, and never later than it would have ended by itself."""
    if not standard:
        raise Refused("no-such-standard", "There is no such standard.")
    if standard.until == command.on:
        return []
    if command.on < standard.on:
        raise Refused("ends-before-it-begins", "A standard cannot end before it begins.", field="on")
    if standard.until and standard.until < command.on:
        raise Refused(
            "ended-already", "This standard ended on %(until)s already.", field="on", until=standard.until
        )
    return [StandardEnded(standard=standard.standard, on=command.on)]


def in_force(standards: Iterable[Standard], occasion: str, relation: str, on: date) -> Standard | None:
    """The latest edition for an occasion and relation whose days include `on`."""
    fitting = [
        each
        for each in standards
        if (each.occasion, each.relation) == (occasion, relation)
        and each.on <= on
        and (each.until is None or on <= each.until)
    ]
    return max(fitting, key=lambda each: (each.on, each.standard), default=None)


def _check(fact: Standard) -> None:
    if not 0 <= fact.amount_min <= fact.amount_max:
        raise Refused("amounts-crossed", "The lower amount is above the upper one.", field="amount_max")
    if fact.per_year < fact.amount_min:
        raise Refused("cap-too-low", "The yearly cap is below a single visit.", field="per_year")
    if fact.until and fact.until < fact.on:
        raise Refused("ends-before-it-begins", "A standard cannot end before it begins.", field="until")
    if not fact.citation.strip():
        raise Refused("no-citation", "A standard names the document it rests on.", field="citation")


decider: Decider[Standard | None] = Decider(None, evolve, {SetStandard: put, EndStandard: end})
