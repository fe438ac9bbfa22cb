"""What a service is built from: every outside thing it needs, in one frozen record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from services.chassis.commands import Teller
from services.chassis.event_store import EventStore
from services.chassis.feed import Feed
from services.chassis.running.config import Config
from services.chassis.stores.sealing import Keyring
from services.chassis.views import Views
from services.chassis.web.tokens import Issuer, Verifier

People = Callable[[Iterable[str]], dict[str, str]]


@dataclass(frozen=True)
class Link:
    """A place in the navigation: an English message id, an absolute path, and who sees it."""

    text: str
    path: str
    roles: frozenset[str] = frozenset()  # empty: everybody who is signed in
    links: tuple["Link", ...] = ()


@dataclass(frozen=True)
class Parts:
    """`people` gives names by id for the signed-in reader; an id that it leaves out is shown as it is."""

    service: str
    config: Config
    store: EventStore
    teller: Teller
    clock: Callable[[], datetime]
    zone: ZoneInfo
    tokens: Verifier
    keyring: Keyring | None = None  # opens what the teller has sealed
    appends: Collector | None = None  # how long appends take, for the figures
    people: People = lambda ids: {}
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    views: Views | None = None  # generations of worker-written read models, where there are any
    issuer: Issuer | None = None  # only the service that signs tokens has it
    navigation: Sequence[Link] = ()
    catalogues: Sequence[Path] = ()  # translations of the navigation, beside the service's own

    def live(self) -> Engine:
        """The engine of the live generation of worker-written read models."""
        return self.views.live() if self.views else self.store.engine


def here() -> Parts:
    """The parts of the application that answers this request."""
    return cast(Parts, current_app.extensions["parts"])
