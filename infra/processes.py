"""The platform's processes: a service's web, its relay, its worker. Each is one service and one job.

A web process writes SQL and never talks to Kafka: what it must know of other services (names, how far
behind its worker is) it asks over HTTP. A relay reads its own log and fills its two topics. A worker
reads topics and writes SQL.
"""

import os
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from infra.demo.personas import Known
from infra.embedded import now, signed
from infra.figures import Gauge, serve_figures
from infra.garbage import seldom
from infra.loop import Alarm, repeat
from infra.navigation import CATALOGUES, NAVIGATION
from infra.services import ISSUER, SIGN_IN, heard_by, root_of
from infra.side_by_side import bulk_of
from services.chassis.bus import kafka_python
from services.chassis.bus.reading import records
from services.chassis.bus.relay import Relay
from services.chassis.bus.shown import Shows, openly, whole
from services.chassis.bus.topic import Broken, Topic, full_topic, open_topic
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.feed import Feed
from services.chassis.running.assembly import Around, assemble, open_store
from services.chassis.running.config import Config, from_environ
from services.chassis.running.keys import signing_key
from services.chassis.running.log import configure
from services.chassis.running.service import Service
from services.chassis.stores.leadership import Leadership
from services.chassis.web.http_feed import HttpFeed, HttpPeople
from services.chassis.web.tokens import Issuer, Verifier

log = structlog.get_logger(__name__)
PATIENCE = httpx.Timeout(5.0)  # with another service, before it counts as away
TROUBLED = 1  # exit code of a process that must begin again


def configured() -> Config:
    """The environment's settings; what it does not say of the sign-in pages is where membership has them."""
    config = from_environ({**SIGN_IN, **os.environ})
    configure(config.log_level)
    seldom()
    return config


# --- web


def web(name: str) -> Any:
    """A service's WSGI application under its own path, as behind the front door."""
    config = configured()
    root, store = root_of(name), open_store(config, root_of(name))
    service = Service(root, assemble(config, root, store, around_web(config, name)))
    more = {"personas": Known(config)} if name == ISSUER else {}
    app = DispatcherMiddleware(NotFound(), {f"/{name}": root.create(service.parts, **more)})
    return ProxyFix(app, x_for=1, x_proto=1, x_host=1)


def around_web(config: Config, name: str) -> Around:
    """What surrounds a web process: the other services, by HTTP through the front door."""
    issuer = Issuer(signing_key(config), config.school, now, config.token_hours) if name == ISSUER else None
    return Around(
        tokens=Verifier(issuer.jwks, now) if issuer else verifier(config),
        issuer=issuer,
        feeds={
            source: HttpFeed(source, client(config, source), lambda: config.service_token)
            for source in heard_by(name)
        },
        people=HttpPeople(client(config, ISSUER)),
        navigation=NAVIGATION,
        catalogues=(CATALOGUES,),
        clock=now,
    )


def client(config: Config, service: str) -> httpx.Client:
    """For requests to a service at the front door."""
    return httpx.Client(base_url=f"{config.url}/{service}/", timeout=PATIENCE)


def verifier(config: Config) -> Verifier:
    """Checks tokens with the public keys that membership shows."""
    keys = client(config, ISSUER)

    def jwks() -> Mapping[str, Any]:
        found: dict[str, Any] = keys.get(".well-known/jwks.json").raise_for_status().json()
        return found

    return Verifier(jwks, now)


# --- relay


@dataclass
class RelayJob:
    """Fills a service's topics and signs its checkpoints, while this process leads."""

    service: Service
    leadership: Leadership
    topics: Mapping[str, tuple[Topic, Shows]]
    relays: dict[str, Relay] = field(default_factory=dict)
    unsigned: set[str] = field(default_factory=set)
    rested: int = -1  # the log's head when there was nothing left to publish
    sign_at: float = 0.0
    turn: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.turn = list(self.topics)

    def step(self) -> bool:
        """One page for every topic; whether there was anything to publish. Raises what a relay raises."""
        if not self._leads():
            return False
        head = self.service.parts.store.head()
        if head == self.rested:
            self._sign()
            return False
        self.rested = -1
        self.turn = [*self.turn[1:], self.turn[0]]  # so that trouble with one topic starves no other
        moved = any([self._published(name) for name in self.turn])
        self.rested = -1 if moved else head
        return moved

    def _leads(self) -> bool:
        """Whoever leads anew makes sure of topics and store: another may have led, or a backup come back."""
        held = False
        try:
            held = self.leadership.held()
        finally:
            if not held:
                self.relays.clear()
                self.rested = -1
        return held

    def _published(self, name: str) -> bool:
        """A relay in trouble makes sure again that topic and store agree before it goes on."""
        topic, shows = self.topics[name]
        relay = self.relays.pop(name, None) or Relay(self.service.parts.store, topic, shows)
        moved = relay.step() > 0
        self.relays[name] = relay
        return moved

    def _sign(self) -> None:
        """Ask about once a second whether a checkpoint is due."""
        if time.monotonic() >= self.sign_at:
            self.sign_at = time.monotonic() + 1
            signed(self.service, self.unsigned)

    def gauges(self) -> list[Gauge]:
        """How each topic stands, for Prometheus."""
        relays = self.relays.copy()
        leads = {name: float(name in relays) for name in self.topics}
        behind = {name: float(each.behind()) for name, each in relays.items()}
        return [
            Gauge("hearth_relay_leads", LEADS, "topic", leads),
            Gauge("hearth_relay_behind", "Entries that the topic does not hold yet.", "topic", behind),
        ]


LEADS = "1 where this process fills the topic; 0 standing by, or in trouble."


def relay(name: str) -> None:
    """Run a service's relay until told to stop."""
    config = configured()
    root = root_of(name)
    service = Service(root, assemble(config, root, open_store(config, root), Around(tokens=verifier(config))))
    settings, source = kafka_python.client_settings(config), service.parts.teller.source
    topics = {"full": (full_topic, whole), "open": (open_topic, openly(source))}
    opened = {
        kind: (kafka_python.KafkaTopic(named(config.school, name), settings), shows)
        for kind, (named, shows) in topics.items()
    }
    job = RelayJob(service, Leadership(service.parts.store.engine, "relay"), opened)
    alarm = Alarm(f"{name} relay")
    serve_figures(config, "relay", [alarm, slow_checksums()], job.gauges)
    try:
        repeat(job.step, until_told(), alarm)
    except Broken as problem:  # what was sent after the broken page must not be flushed
        log.error("relay broken", service=name, cause=str(problem))
        os._exit(TROUBLED)


# --- worker


def feeds_from_kafka(config: Config, name: str) -> dict[str, Feed]:
    """Every log that a service hears, each with a consumer of its own."""
    return {
        source: TopicFeed(source, records(config, full_topic(config.school, source)))
        for source in heard_by(name)
    }


@dataclass
class Shared:
    """Which sources are this worker's now, as Kafka's group of the service's workers says."""

    topics: Mapping[str, str]  # topic -> source
    shares: kafka_python.KafkaShares

    @classmethod
    def of(cls, config: Config, name: str) -> "Shared":
        topics = {full_topic(config.school, source): source for source in heard_by(name)}
        group = f"hearth.{config.school}.{name}"
        settings = kafka_python.client_settings(config)
        return cls(topics, kafka_python.KafkaShares(group, list(topics), settings))

    def mine(self) -> set[str]:
        return {self.topics[each] for each in self.shares.mine()}


@dataclass
class WorkerJob:
    """Hears, reacts, folds, computes results; read models of an older version are built anew first."""

    service: Service
    leadership: Leadership
    sources: Alarm
    current: bool = False  # whether the live read models are known to be of this version

    def step(self) -> bool:
        views = self.service.parts.views
        self.current = self.current or not (views and views.outdated())
        if not self.current:
            return self._rebuilt(views)
        moved = self.service.attend()
        self.sources.sound("; ".join(each.alarm for each in self.service.heard if each.alarm))
        return moved

    def _rebuilt(self, views: Any) -> bool:
        """One of the workers builds; the others wait for the swap."""
        if not self.leadership.held():
            return False
        rebuild = views.rebuild()
        while not rebuild.step():
            pass
        rebuild.finish()
        self.leadership.leave()
        return True

    def gauges(self) -> list[Gauge]:
        """Where it stands at each source that is this worker's, for Prometheus."""
        heard = list(self.service.heard)
        return [
            Gauge("hearth_reader_last", LAST, "source", {each.source: each.last for each in heard}),
            Gauge("hearth_reader_head", HEAD, "source", {each.source: each.head for each in heard}),
            Gauge("hearth_reader_gap", GAP, "source", {each.source: float(each.gap) for each in heard}),
        ]


LAST = "Position up to which this worker has heard a source."
HEAD = "Last position of the source's topic, as this worker sees it."
GAP = "1 while a later position is there and the next one is not."


def worker(name: str) -> None:
    """Run a service's worker until told to stop."""
    config = configured()
    root = root_of(name)
    shared = Shared.of(config, name)
    around = Around(
        tokens=verifier(config),
        feeds=feeds_from_kafka(config, name),
        mine=shared.mine,
        again=lambda: feeds_from_kafka(config, name),
        clock=now,
    )
    service = Service(root, assemble(config, root, open_store(config, root), around))
    if service.parts.views:
        service.parts.views.bulk = bulk_of(config, name)
    alarm, sources = Alarm(f"{name} worker"), Alarm(f"{name} worker's sources")
    job = WorkerJob(service, Leadership(service.parts.store.engine, "rebuild"), sources)
    serve_figures(config, "worker", [alarm, sources, slow_checksums()], job.gauges)
    repeat(job.step, until_told(), alarm)
    shared.shares.close()  # so that another takes over at once


def slow_checksums() -> Alarm:
    """An alarm from the start where Kafka's checksums are computed in Python."""
    alarm = Alarm("checksums")
    alarm.sound(kafka_python.slow_checksums())
    return alarm


def until_told() -> threading.Event:
    """Set when the process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
