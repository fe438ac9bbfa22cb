"""How the parts of a service are put together, once for every way of running it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.schema import CreateSchema
from uuid6 import uuid7

from services.chassis.commands import Teller
from services.chassis.event_store import EventStore
from services.chassis.events import Vocabulary
from services.chassis.feed import Feed
from services.chassis.projections import Projection
from services.chassis.reactions import reacting
from services.chassis.running.config import Config
from services.chassis.running.health import TimedStore, append_histogram
from services.chassis.running.keys import key_encryption_key
from services.chassis.running.parts import Link, Parts, People
from services.chassis.stores import migrate
from services.chassis.stores.sealing import Keyring
from services.chassis.stores.sql_store import PostgresStore, SqliteStore, postgres_engine, sqlite_engine
from services.chassis.transactions import alone
from services.chassis.views import Views, control
from services.chassis.web.tokens import Issuer, Verifier

FOLD_SECONDS = 15  # that a worker may compute inside a transaction; a frozen one holds its rows so long


@dataclass(frozen=True)
class Around:
    """What surrounds a service: who signs tokens, whom it hears, names, the time, the navigation."""

    tokens: Verifier
    issuer: Issuer | None = None
    feeds: Mapping[str, Feed] | None = None
    mine: Callable[[], Collection[str]] | None = None  # which of the feeds, where workers share them
    again: Callable[[], Mapping[str, Feed]] | None = None  # the feeds for a rebuild beside
    people: People = lambda ids: {}
    navigation: Sequence[Link] = ()
    catalogues: Sequence[Path] = ()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class Root(Protocol):
    """A service's composition root, `services/<service>/app.py`.

    Where there is one: FOLD (what it makes of what it hears, or how that follows from the configuration),
    HEARS (whom), `reactions(parts)` (what it then does by itself), `refresh(parts)` (what it computes after).
    """

    SERVICE: str
    VOCABULARY: Vocabulary
    PROJECTIONS: Sequence[Projection]

    def create(self, parts: Parts, **more: Any) -> Flask:
        """The web application."""


def open_store(config: Config, root: Root) -> EventStore:
    """The service's log on SQLite or PostgreSQL, its tables brought up to date."""
    engine = engine_of(config, root.SERVICE)
    migrate.upgrade(engine, f"services.{root.SERVICE}")
    return store_on(engine, root.PROJECTIONS, config)


def assemble(config: Config, root: Root, store: EventStore, around: Around) -> Parts:
    """The parts of a service on its store."""
    service = root.SERVICE
    keyring = Keyring(store.engine, key_encryption_key(config))
    appends = append_histogram()
    timed: Any = TimedStore(store, appends)
    source = f"/hearth/{config.school}/{service}"
    parts = Parts(
        service=service,
        config=config,
        store=timed,
        teller=Teller(source, root.VOCABULARY, config.timezone, lambda: str(uuid7()), keyring),
        clock=around.clock,
        zone=config.timezone,
        tokens=around.tokens,
        keyring=keyring,
        appends=appends,
        people=around.people,
        feeds=around.feeds or {},
        views=views_of(config, root, store.engine, around),
        issuer=around.issuer,
        navigation=around.navigation,
        catalogues=around.catalogues,
    )
    if parts.views and hasattr(root, "reactions"):
        parts.views.react = reacting(parts.store, parts.clock, root.reactions(parts))
    return parts


def engine_of(config: Config, service: str, suffix: str = "") -> Engine:
    """The service's database: a file under DATA, or a PostgreSQL database."""
    if config.database_url:
        return postgres_engine(config.database_url.format(service=service), pool=2 * config.threads + 2)
    config.folder.mkdir(parents=True, exist_ok=True)
    return sqlite_engine(config.folder / f"{service}{suffix}.sqlite")


def store_on(engine: Engine, projections: Sequence[Projection], config: Config) -> EventStore:
    skew = None if config.demo_mode else config.skew_seconds
    if engine.dialect.name == "postgresql":
        return PostgresStore(engine, projections, skew)
    return SqliteStore(engine, projections, skew)


def views_of(config: Config, root: Root, engine: Engine, around: Around) -> Views | None:
    """The generations of the worker's read models, where the service has a fold."""
    fold = fold_of(config, root)
    if fold is None:
        return None
    with alone(engine) as db:
        control.create_all(db)
    return Views(
        engine,
        lambda number: generation(config, root.SERVICE, engine, number),
        fold,
        around.feeds or {},
        around.clock,
        mine=around.mine,
        again=around.again,
    )


def fold_of(config: Config, root: Root) -> Any:
    """What the service makes of what it hears; None when it hears nobody."""
    fold = getattr(root, "FOLD", None)
    return fold(config) if callable(fold) else fold


def generation(config: Config, service: str, engine: Engine, number: int) -> Engine:
    """A generation's own database: a file, or a schema of the service's PostgreSQL database."""
    if engine.dialect.name != "postgresql":
        return engine_of(config, service, f"-view-{number}")
    name = f"view_{number}"
    with engine.begin() as db:
        db.execute(CreateSchema(name, if_not_exists=True))
    return postgres_engine(engine.url, config.threads + 2, FOLD_SECONDS, schema=name)


def close(parts: Parts) -> None:
    """Let go of the databases, at the end of the process."""
    if parts.views:
        parts.views.live().dispose()
    parts.store.engine.dispose()
