"""Tell the story: every act through its real command, at its own moment, in order of time."""

from collections.abc import Callable, Iterable
from typing import Any

from infra.demo.act import Act
from services.chassis.commands import Write
from services.chassis.decider import Refused


class StoryBroken(Exception):
    """A command of the story was refused: the story and the rules have drifted apart."""


def in_time(acts: Iterable[Act]) -> list[Act]:
    """The acts by moment; acts of one moment keep the story's order."""
    return sorted(acts, key=lambda act: act.at)


def tell(acts: Iterable[Act], sides: Any, done: Callable[[int], None] = lambda events: None) -> int:
    """Run acts through a service's command sides; the number of events they came to."""
    told = 0
    for act in acts:
        try:
            outcome = getattr(sides, act.side)(act.stream, act.command, Write(actor=act.by, at=act.at))
        except Refused as refusal:
            raise StoryBroken(f"{act.at} {act.command}: {refusal.code} {refusal}") from refusal
        told += len(outcome.events)
        done(len(outcome.events))
    return told
