"""Inline read models: relational tables written in the append's own transaction.

A handler writes rows of its own stream or adds sums and reads no other rows; position and recorded
time are not known yet: a page that shows them joins the log.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Table

Handler = Callable[[Connection, Any, "Told"], None]


@dataclass(frozen=True)
class Told:
    """What a handler may know beside the event itself."""

    stream: str
    version: int
    id: str
    actor: str


@dataclass(frozen=True)
class Projection:
    """One read model: the question it answers by name, its tables, a handler per event class."""

    name: str
    tables: tuple[Table, ...]
    handlers: Mapping[type, Handler]


def run(projections: Sequence[Projection], db: Connection, events: Sequence[tuple[Any, Told]]) -> None:
    """Let every read model that hears an event write its rows."""
    for event, told in events:
        for projection in projections:
            handler = projection.handlers.get(type(event))
            if handler:
                handler(db, event, told)


def wanted(projections: Sequence[Projection], events: Sequence[object]) -> bool:
    """Whether any read model hears any of these events (if none does, one round trip is enough)."""
    return any(type(each) in p.handlers for each in events for p in projections)


def tables(projections: Sequence[Projection]) -> MetaData:
    """The metadata that holds all tables of these read models (one per service)."""
    return projections[0].tables[0].metadata
