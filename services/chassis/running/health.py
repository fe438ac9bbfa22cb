"""How a service is: alive, ready, and its figures for Prometheus."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from services.chassis import entry
from services.chassis.event_store import Append
from services.chassis.feed import Feed, FeedAway
from services.chassis.running.parts import Parts
from services.chassis.web.auth import public
from services.chassis.worker import parked, positions

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(frozen=True)
class Lag:
    """How far the worker is behind one source, in events and in seconds; -1: it cannot be asked."""

    source: str
    last: int
    head: int
    seconds: float
    parked: int

    @property
    def behind(self) -> int:
        return self.head - self.last if self.seconds >= 0 else -1


def lags(parts: Parts) -> list[Lag]:
    """Where the live read models stand at every source, asked from the sources themselves."""
    if parts.views is None:
        return []
    with parts.views.live().connect() as db:
        at = positions(db)
        rows = db.execute(select(parked.c.source, func.count()).group_by(parked.c.source))
        aside = {source: count for source, count in rows}
    now = parts.clock()
    return [_lag(name, feed, at.get(name, 0), aside.get(name, 0), now) for name, feed in parts.feeds.items()]


def _lag(source: str, feed: Feed, last: int, aside: int, now: datetime) -> Lag:
    try:
        page = feed.read(last, 1)
    except FeedAway:
        return Lag(source, last, last, -1, aside)
    if not page.entries:
        return Lag(source, last, page.head, 0, aside)
    told = datetime.fromisoformat(entry.read(page.entries[0]).recordedtime)
    return Lag(source, last, page.head, max(0.0, (now - told).total_seconds()), aside)


class Standing(Collector):
    """Gauges that are read when they are asked for."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        head = GaugeMetricFamily("hearth_log_head", "Last position of the log.")
        head.add_metric([], self.parts.store.head())
        yield head
        found = lags(self.parts)
        for name, says in GAUGES.items():
            family = GaugeMetricFamily(f"hearth_worker_{name}", says, labels=["source"])
            for lag in found:
                family.add_metric([lag.source], float(getattr(lag, name)))
            yield family


GAUGES = {
    "last": "Position up to which a source has been heard.",
    "head": "Last position of a source.",
    "behind": "Events of a source not heard yet; -1: the source is away.",
    "seconds": "Age of the oldest event not heard yet, in seconds; -1: the source is away.",
    "parked": "Events of a source set aside because they could not be applied.",
}


class TimedStore:
    """An event store whose appends are timed; everything else is the store's own."""

    def __init__(self, store: Any, histogram: Histogram) -> None:
        self._store, self._histogram = store, histogram

    def append(self, append: Append) -> int:
        with self._histogram.time():
            return int(self._store.append(append))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def append_histogram() -> Histogram:
    says = "Time of one append to the event store."
    return Histogram("hearth_append_seconds", says, registry=None, buckets=BUCKETS)


def figures(parts: Parts) -> CollectorRegistry:
    """The registry of one application: its own requests, its store's appends, where its worker stands."""
    registry = CollectorRegistry()
    registry.register(Standing(parts))
    if parts.appends:
        registry.register(parts.appends)
    return registry


def count_requests(app: Flask, registry: CollectorRegistry) -> None:
    """Time every request by method, route and status."""
    says = "Time of one request."
    labels = ["method", "route", "status"]
    seconds = Histogram("hearth_request_seconds", says, labels, registry=registry, buckets=BUCKETS)

    def started() -> None:
        g.started = time.perf_counter()

    def done(response: Response) -> Response:
        route = str(request.url_rule or "none")
        spent = time.perf_counter() - g.get("started", time.perf_counter())
        seconds.labels(request.method, route, response.status_code).observe(spent)
        return response

    app.before_request(started)
    app.after_request(done)


def health(parts: Parts, registry: CollectorRegistry) -> Blueprint:
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @public("a supervisor asks before anybody is signed in")
    def healthz() -> Response:
        return jsonify(status="ok", service=parts.service)

    @blueprint.get("/readyz")
    @public("a supervisor asks before anybody is signed in")
    def readyz() -> Response:
        causes = not_ready(parts)
        response = jsonify(status="not-ready" if causes else "ok", causes=causes)
        response.status_code = 503 if causes else 200
        return response

    @blueprint.get("/metrics")
    @public("figures without names, for the campus's own Prometheus")
    def metrics() -> Response:
        encode, media = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(registry), content_type=media)

    return blueprint


def not_ready(parts: Parts) -> list[str]:
    """Why this service should get no requests now."""
    try:
        parts.store.head()
        found = lags(parts)
    except Exception as problem:  # noqa: BLE001 - whatever keeps it from answering
        return [f"store: {type(problem).__name__}"]
    stuck = [lag for lag in found if lag.seconds > parts.config.stuck_seconds]
    return [f"worker: {lag.source} is {lag.behind} events and {lag.seconds:.0f} s behind" for lag in stuck]
