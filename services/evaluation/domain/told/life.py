"""The one life of everything told about branches: told once under an id, corrected whole, withdrawn.

A kind of fact is a frozen dataclass, the three events that tell it, and what must hold of it. The
telling event's data is the fact; a correction has the old and the new fact whole, a withdrawal the old.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from services.chassis.decider import Decider, Refused


class Fact(Protocol):
    """What every kind of fact says: the day it happened, and the day it was handed in."""

    @property
    def on(self) -> date: ...

    @property
    def filed_on(self) -> date: ...


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, kw_only=True)
class Corrected(Generic[F]):
    """The fact was other than told: both whole facts, and why."""

    old: F
    new: F
    reason: str


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Generic[F]):
    """The fact should not have been told: the whole fact that no longer counts, and why."""

    old: F
    reason: str


@dataclass(frozen=True, kw_only=True)
class Tell(Generic[F]):
    """Tell a fact; `today` is the day of telling."""

    fact: F
    today: date
    by: str


@dataclass(frozen=True, kw_only=True)
class Correct(Tell[F]):
    """Replace what was told."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """Take back what was told."""

    reason: str
    by: str


def nothing_more(fact: Any, found: Any) -> None:
    """A kind of which nothing but its days can be wrong."""


@dataclass(frozen=True)
class Kind(Generic[F]):
    """A kind of fact. `noun` begins its ids, `key` is the field that holds its id.

    `check(fact, found)` refuses what cannot be; `found` is what was looked up for it. `branches` are
    those it counts for. `about` is the field that a list is narrowed by, `owner` the one that holds
    whose own it is. `ahead`: it may be told before its day.
    """

    noun: str
    fact: type[F]
    told: type
    corrected: type
    withdrawn: type
    branches: Callable[[F], tuple[str, ...]]
    about: str
    key: str
    check: Callable[[F, Any], None] = field(default=nothing_more)
    ahead: bool = False
    owner: str = ""

    def id_of(self, fact: F) -> str:
        return str(getattr(fact, self.key))

    def bare(self, told: Any) -> F:
        """The fact that a telling event is, without its stored name."""
        return self.fact(**{each.name: getattr(told, each.name) for each in fields(self.fact)})  # type: ignore[arg-type]

    @property
    def events(self) -> tuple[type, type, type]:
        return self.told, self.corrected, self.withdrawn


@dataclass(frozen=True)
class Record(Generic[F]):
    """The fact as it stands, and whether it was withdrawn."""

    fact: F | None = None
    withdrawn: bool = False


def decider(kind: Kind[F]) -> Decider[Any]:
    """The decisions about one kind of fact."""
    decisions = {
        Tell: partial(_tell, kind),
        Correct: partial(_correct, kind),
        Withdraw: partial(_withdraw, kind),
    }
    first: Record[F] = Record()
    return Decider(first, partial(_evolve, kind), decisions)


def _evolve(kind: Kind[F], record: Record[F], told: Any) -> Record[F]:
    if isinstance(told, kind.told):
        return Record(kind.bare(told))
    if isinstance(told, kind.corrected):
        return replace(record, fact=told.new)  # type: ignore[attr-defined]
    return replace(record, withdrawn=True)


def _tell(kind: Kind[F], command: Tell[F], record: Record[F], found: Any) -> list[Any]:
    if record.fact == command.fact:
        return []
    if record.fact:
        raise Refused("told-already", "This was told already; correct it instead.")
    _check(kind, command, found)
    return [kind.told(**vars(command.fact))]


def _correct(kind: Kind[F], command: Correct[F], record: Record[F], found: Any) -> list[Any]:
    old = _standing(record)
    if old == command.fact:
        return []
    _check(kind, command, found)
    _give_reason(command.reason)
    return [kind.corrected(old=old, new=command.fact, reason=command.reason)]


def _withdraw(kind: Kind[F], command: Withdraw, record: Record[F], found: Any) -> list[Any]:
    if record.fact and record.withdrawn:
        return []
    old = _standing(record)
    _give_reason(command.reason)
    return [kind.withdrawn(old=old, reason=command.reason)]


def _standing(record: Record[F]) -> F:
    if record.fact is None or record.withdrawn:
        raise Refused("not-told", "This was never told, or it was withdrawn.")
    return record.fact


def _give_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason-missing", "Say why.", field="reason")


def _check(kind: Kind[F], command: Tell[F], found: Any) -> None:
    for name in ("filed_on",) if kind.ahead else ("on", "filed_on"):
        if getattr(command.fact, name) > command.today:
            raise Refused("in-the-future", "This day has not come yet.", field=name)
    kind.check(command.fact, found)
