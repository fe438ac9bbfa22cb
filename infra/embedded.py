"""The embedded leg: four services, their workers and one web server in a single process."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from infra.loop import TROUBLE, Alarm, repeat, told
from infra.navigation import CATALOGUES, NAVIGATION
from infra.services import ISSUER, SERVICES, heard_by, root_of
from services.chassis.feed import StoreFeed
from services.chassis.proof import audit, signed_note
from services.chassis.running.assembly import Around, assemble, open_store
from services.chassis.running.config import Config
from services.chassis.running.keys import signing_key
from services.chassis.running.parts import Parts
from services.chassis.running.service import Service
from services.chassis.web.http_feed import HttpPeople
from services.chassis.web.tokens import Issuer, Principal, Verifier

log = structlog.get_logger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Embedded:
    """The opened platform: its services and, once served, their applications."""

    config: Config
    clock: Callable[[], datetime]
    services: dict[str, Service] = field(default_factory=dict)
    apps: dict[str, Flask] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, Parts]:
        return {name: each.parts for name, each in self.services.items()}

    def step(self, only: Iterable[str] = SERVICES) -> bool:
        """One step of every worker; whether anything moved."""
        return any([self.services[name].step() for name in only])

    def come_to_rest(self, only: Iterable[str] = SERVICES) -> None:
        """Step until nothing moves: everything told has been heard."""
        while self.step(only):
            pass


def open_embedded(config: Config, clock: Callable[[], datetime] = now) -> Embedded:
    """All four services on their stores, tables up to date; nothing is served yet."""
    platform = Embedded(config, clock)
    stores = {name: open_store(config, root_of(name)) for name in SERVICES}
    issuer = Issuer(signing_key(config), config.school, clock, config.token_hours)
    verifier = Verifier(issuer.jwks, clock)
    for name, store in stores.items():
        around = Around(
            tokens=verifier,
            issuer=issuer if name == ISSUER else None,
            feeds={source: StoreFeed(source, stores[source]) for source in heard_by(name)},
            people=lambda ids: names_of(platform)(ids),
            navigation=NAVIGATION,
            catalogues=(CATALOGUES,),
            clock=clock,
        )
        platform.services[name] = Service(root_of(name), assemble(config, root_of(name), store, around))
    return platform


def names_of(platform: Embedded) -> HttpPeople:
    """Names are asked of membership over HTTP, here without leaving the process."""
    transport = httpx.WSGITransport(app=platform.apps[ISSUER])
    return HttpPeople(httpx.Client(transport=transport, base_url=f"http://{ISSUER}"))


def web(platform: Embedded, personas: Sequence[tuple[str, Principal]] = ()) -> DispatcherMiddleware:
    """One address: each service under its own path, as behind the platform's front door."""
    for name, service in platform.services.items():
        more = {"personas": personas} if name == ISSUER else {}
        platform.apps[name] = service.root.create(service.parts, **more)
    return DispatcherMiddleware(front, {f"/{name}": app for name, app in platform.apps.items()})


@Request.application
def front(request: Request) -> Response:
    """The bare address leads to the dashboard."""
    if request.path == "/":
        return redirect("/evaluation/")
    return NotFound().get_response(request.environ)  # type: ignore[return-value]


def work(platform: Embedded, stop: threading.Event) -> None:
    """The workers' thread: step, rest when idle, sign checkpoints; ends when `stop` is set."""
    repeat(Rounds(platform).step, stop, Alarm("workers"))


@dataclass
class Rounds:
    """All workers in turn; trouble with one service is an alarm and stops no other."""

    platform: Embedded
    alarms: dict[str, Alarm] = field(default_factory=lambda: {name: Alarm(name) for name in SERVICES})
    unsigned: set[str] = field(default_factory=set)

    def step(self) -> bool:
        moved = any([self._stepped(name) for name in SERVICES])
        if not moved:
            for name in set(SERVICES) - self.unsigned:
                signed(self.platform.services[name], self.unsigned)
        return moved

    def _stepped(self, name: str) -> bool:
        service = self.platform.services[name]
        try:
            moved = service.attend()
        except TROUBLE as problem:
            self.alarms[name].sound(told(problem))
            return False
        self.alarms[name].sound("; ".join(each.alarm for each in service.heard if each.alarm))
        return moved


def signed(service: Service, unsigned: set[str]) -> None:
    """A checkpoint if one is due. A log that does not follow from its last one is not signed again."""
    try:
        service.checkpoint()
    except SQLAlchemyError as problem:
        log.warning("checkpoint waits for its database", service=service.name, cause=type(problem).__name__)
    except (audit.Tampered, signed_note.BadNote) as problem:
        unsigned.add(service.name)
        log.error("log altered: run `hearth audit verify`", service=service.name, cause=str(problem))
