"""Reactions: what is heard from another service becomes commands of this one.

The worker runs them before it moves on, each under a key made of the event's id, reaction and
stream, so that a crash between the two repeats nothing (the id, because a position is used again after
a restored backup). A refusal is an answer, not a failure. A rebuild has no reactions: side effects are
silent in a replay.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.chassis.commands import Execute, Key, Write
from services.chassis.decider import Refused
from services.chassis.event_store import EventStore
from services.chassis.worker import Heard

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reaction:
    """For events of one type: the commands, as (execute, stream, command), that follow."""

    name: str
    hears: str
    react: Callable[[Heard], Iterable[tuple[Execute, str, object]]]


def reacting(
    store: EventStore, clock: Callable[[], datetime], reactions: Sequence[Reaction]
) -> Callable[[Heard], None]:
    """What the worker calls for each event heard."""

    def react(heard: Heard) -> None:
        for reaction in reactions:
            if reaction.hears == heard.type:
                for execute, stream, command in reaction.react(heard):
                    _carry_out(store, clock(), reaction.name, heard, execute, stream, command)

    return react


def _carry_out(
    store: EventStore, at: datetime, name: str, heard: Heard, execute: Execute, stream: str, command: object
) -> None:
    key = Key(f"reaction:{name}", f"{heard.id}/{stream}", heard.id)
    write = Write(actor=f"reaction:{name}", at=at, kind="system", key=key, cause=heard.id)
    with store.claim(key.caller, key.key) as answer:
        if answer is not None:
            return
        try:
            execute(stream, command, write)
        except Refused as refusal:
            log.info("reaction refused", reaction=name, code=refusal.code, cause=heard.id)
