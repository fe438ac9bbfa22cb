"""Figures of other bodies: entered with their source, corrected and withdrawn with a reason."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from services.chassis.decider import Decider, Refused
from services.chassis.events import event

PLACES = 4  # decimal places that a figure may have


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The fact. `on`: the day it speaks of; a rate is a part of one (0.93)."""

    figure: str
    branch: str
    measure: str
    on: date
    value: Decimal
    source_body: str
    filed_on: date


@event("evaluation.figure-entered.v1")
class FigureEntered(Figure):
    """Another body's figure about a branch."""


@event("evaluation.figure-corrected.v1", happened="new.on")
class FigureCorrected:
    """The figure was other than told: both whole facts, and why."""

    old: Figure
    new: Figure
    reason: str


@event("evaluation.figure-withdrawn.v1", happened="old.on")
class FigureWithdrawn:
    """The figure should not have been told: the whole fact that no longer counts."""

    old: Figure
    reason: str


FigureEvent = FigureEntered | FigureCorrected | FigureWithdrawn


@dataclass(frozen=True, kw_only=True)
class EnterFigure:
    """Enter a figure; `today` is the day of entering."""

    figure: str
    branch: str
    measure: str
    on: date
    value: Decimal
    source_body: str
    filed_on: date
    today: date
    by: str


@dataclass(frozen=True, kw_only=True)
class CorrectFigure(EnterFigure):
    """Replace what was entered."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawFigure:
    """Withdraw a figure."""

    reason: str
    by: str


@dataclass(frozen=True)
class Record:
    """The figure as it stands, and whether it was withdrawn."""

    fact: Figure | None = None
    withdrawn: bool = False


def evolve(record: Record, told: FigureEvent) -> Record:
    match told:
        case FigureEntered():
            return Record(fact_of(told))
        case FigureCorrected(new=new):
            return replace(record, fact=new)
        case FigureWithdrawn():
            return replace(record, withdrawn=True)
    assert_never(told)


def fact_of(told: Figure | EnterFigure) -> Figure:
    """The bare fact, whoever told it."""
    return Figure(
        figure=told.figure,
        branch=told.branch,
        measure=told.measure,
        on=told.on,
        value=told.value,
        source_body=told.source_body,
        filed_on=told.filed_on,
    )


def enter(command: EnterFigure, record: Record, found: object) -> list[FigureEvent]:
    """Enter a figure once."""
    fact = _checked(command)
    if record.fact == fact:
        return []
    if record.fact:
        raise Refused("figure-entered", "This figure is entered already; correct it instead.")
    return [FigureEntered(**vars(fact))]


def correct(command: CorrectFigure, record: Record, found: object) -> list[FigureEvent]:
    """Tell the old and the new figure whole."""
    old, new = _standing(record), _checked(command)
    if old == new:
        return []
    _reason(command.reason)
    return [FigureCorrected(old=old, new=new, reason=command.reason)]


def withdraw(command: WithdrawFigure, record: Record, found: object) -> list[FigureEvent]:
    """Withdraw it, once."""
    if record.fact and record.withdrawn:
        return []
    old = _standing(record)
    _reason(command.reason)
    return [FigureWithdrawn(old=old, reason=command.reason)]


def _standing(record: Record) -> Figure:
    if record.fact is None or record.withdrawn:
        raise Refused("no-figure", "There is no such figure, or it was withdrawn.")
    return record.fact


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason-missing", "Say why.", field="reason")


def _checked(command: EnterFigure) -> Figure:
    exponent = command.value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -PLACES:
        raise Refused(
            "too-fine", "A figure has at most %(places)s decimal places.", field="value", places=PLACES
        )
    if command.on > command.today:
        raise Refused("in-the-future", "This day has not come yet.", field="on")
    if not command.source_body.strip():
        raise Refused("source-missing", "Name the body that gave the figure.", field="source_body")
    return fact_of(command)


decider: Decider[Any] = Decider(
    Record(), evolve, {EnterFigure: enter, CorrectFigure: correct, WithdrawFigure: withdraw}
)
