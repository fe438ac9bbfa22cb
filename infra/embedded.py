"""The embedded leg: four services, their workers and one web server in a single process."""

import importlib
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType

import httpx
import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from infra.navigation import CATALOGUES, NAVIGATION
from services.chassis.event_store import EventStore
from services.chassis.feed import StoreFeed
from services.chassis.proof import audit, signed_note
from services.chassis.proof.signed_note import Signer
from services.chassis.reactions import reacting
from services.chassis.running.assembly import Around, assemble, engine_of, store_on
from services.chassis.running.config import Config
from services.chassis.running.keys import signing_key
from services.chassis.running.parts import Parts
from services.chassis.stores import migrate
from services.chassis.web.http_feed import HttpPeople
from services.chassis.web.tokens import Issuer, Principal, Verifier
from services.chassis.worker import TooManyParked, Zombie

log = structlog.get_logger(__name__)
SERVICES = ("membership", "welfare", "congress", "evaluation")
IDLE_SECONDS = 0.03  # between two looks of the workers when there was nothing to do


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Embedded:
    """The opened platform: each service's composition root, parts and, once served, application."""

    config: Config
    clock: Callable[[], datetime]
    roots: Mapping[str, ModuleType]
    parts: dict[str, Parts] = field(default_factory=dict)
    apps: dict[str, Flask] = field(default_factory=dict)

    def step(self, only: Iterable[str] = SERVICES) -> bool:
        """One step of every worker; whether anything moved."""
        return any([self._step(name) for name in only])

    def _step(self, name: str) -> bool:
        """One worker's step, then its results, unless more is waiting to be heard first."""
        views = self.parts[name].views
        heard = views.step() if views else []
        if any(each.moved and each.behind for each in heard):
            return True
        refresh = getattr(self.roots[name], "refresh", None)
        refreshed = bool(refresh and refresh(self.parts[name]))
        return refreshed or any(each.moved for each in heard)

    def come_to_rest(self, only: Iterable[str] = SERVICES) -> None:
        """Step until nothing moves: everything told has been heard."""
        while self.step(only):
            pass

    def signer(self, service: str) -> Signer:
        """Who signs the checkpoints of a service's log."""
        private = signing_key(self.config, "audit").as_dict(private=True)["d"]
        return Signer(origin(self.parts[service]), urlsafe_b64decode(f"{private}=="))

    def checkpoint(self, name: str) -> None:
        """Sign a log's head if that is due. Raises Tampered."""
        seconds = self.config.checkpoint_seconds
        if seconds:
            audit.step(self.parts[name].store, self.signer(name), self.clock, seconds=seconds)


def open_embedded(config: Config, clock: Callable[[], datetime] = now) -> Embedded:
    """All four services on their stores, tables up to date; nothing is served yet."""
    roots = {name: importlib.import_module(f"services.{name}.app") for name in SERVICES}
    platform = Embedded(config, clock, roots)
    stores = {name: opened(config, name, root) for name, root in roots.items()}
    issuer = Issuer(signing_key(config), config.school, clock, config.token_hours)
    verifier = Verifier(issuer.jwks, clock)
    for name, root in roots.items():
        around = Around(
            tokens=verifier,
            issuer=issuer if name == "membership" else None,
            feeds={source: StoreFeed(source, stores[source]) for source in getattr(root, "HEARS", ())},
            people=lambda ids: names_of(platform)(ids),
            navigation=NAVIGATION,
            catalogues=(CATALOGUES,),
            clock=clock,
        )
        platform.parts[name] = assembled(config, name, root, stores[name], around)
    return platform


def origin(parts: Parts) -> str:
    """The name of a log in its checkpoints."""
    return parts.teller.source.strip("/")


def opened(config: Config, name: str, root: ModuleType) -> EventStore:
    engine = engine_of(config, name)
    migrate.upgrade(engine, f"services.{name}")
    return store_on(engine, root.PROJECTIONS, config)


def assembled(config: Config, name: str, root: ModuleType, store: EventStore, around: Around) -> Parts:
    parts = assemble(config, name, root.VOCABULARY, store, around, getattr(root, "FOLD", None))
    if parts.views and hasattr(root, "reactions"):
        parts.views.react = reacting(parts.store, parts.clock, root.reactions(parts))
    return parts


def names_of(platform: Embedded) -> HttpPeople:
    """Names are asked of membership over HTTP, here without leaving the process."""
    transport = httpx.WSGITransport(app=platform.apps["membership"])
    return HttpPeople(httpx.Client(transport=transport, base_url="http://membership"))


def web(platform: Embedded, personas: Sequence[tuple[str, Principal]] = ()) -> DispatcherMiddleware:
    """One address: each service under its own path, as behind the platform's front door."""
    for name, root in platform.roots.items():
        more = {"personas": personas} if name == "membership" else {}
        platform.apps[name] = root.create(platform.parts[name], **more)
    return DispatcherMiddleware(front, {f"/{name}": app for name, app in platform.apps.items()})


@Request.application
def front(request: Request) -> Response:
    """The bare address leads to the dashboard."""
    if request.path == "/":
        return redirect("/evaluation/")
    return NotFound().get_response(request.environ)  # type: ignore[return-value]


def work(platform: Embedded, stop: threading.Event) -> None:
    """The workers' thread: step, rest when idle, sign checkpoints; ends when `stop` is set."""
    silenced: set[str] = set()
    unsigned: set[str] = set()
    while not stop.is_set():
        moved = any([_worked(platform, name, silenced) for name in SERVICES])
        if not moved:
            for name in set(SERVICES) - unsigned:
                _signed(platform, name, unsigned)
            stop.wait(IDLE_SECONDS)


def _signed(platform: Embedded, name: str, unsigned: set[str]) -> None:
    """A checkpoint if one is due. A log that does not follow from its last one is not signed again."""
    try:
        platform.checkpoint(name)
    except SQLAlchemyError as problem:
        log.warning("checkpoint waits for its database", service=name, cause=type(problem).__name__)
    except (audit.Tampered, signed_note.BadNote) as problem:
        unsigned.add(name)
        log.error("log altered: run `hearth audit verify`", service=name, cause=str(problem))


def _worked(platform: Embedded, name: str, silenced: set[str]) -> bool:
    """One service's step. A database that is away is tried again; a stopped worker stays stopped."""
    if name in silenced:
        return False
    try:
        return platform.step([name])
    except SQLAlchemyError as problem:
        log.warning("worker waits for its database", service=name, cause=type(problem).__name__)
    except (Zombie, TooManyParked) as problem:
        silenced.add(name)
        log.error("worker stopped", service=name, cause=f"{type(problem).__name__}: {problem}")
    return False
