"""What a relay's or a worker's process says of itself: /healthz, /readyz and figures for Prometheus."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import make_wsgi_app
from prometheus_client.registry import Collector
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from infra.loop import Alarm
from services.chassis.running.config import Config

Wsgi = Callable[..., Iterable[bytes]]


class Gauge(NamedTuple):
    """A figure by one label: `hearth_relay_behind{topic="full"}`."""

    name: str
    says: str
    label: str
    values: Mapping[str, float]


class Standing(Collector):
    """Gauges that are read when they are asked for; the first says whether something is wrong."""

    def __init__(self, job: str, alarms: Sequence[Alarm], gauges: Callable[[], Iterable[Gauge]]) -> None:
        self.job, self.alarms, self.gauges = job, alarms, gauges

    def collect(self) -> Iterable[GaugeMetricFamily]:
        wrong = GaugeMetricFamily(f"hearth_{self.job}_alarm", "1 while something is wrong: see the log.")
        wrong.add_metric([], float(any(each.text for each in self.alarms)))
        return [wrong, *map(_family, self.gauges())]


def _family(gauge: Gauge) -> GaugeMetricFamily:
    family = GaugeMetricFamily(gauge.name, gauge.says, labels=[gauge.label])
    for label, value in gauge.values.items():
        family.add_metric([label], value)
    return family


def application(job: str, alarms: Sequence[Alarm], gauges: Callable[[], Iterable[Gauge]]) -> Wsgi:
    """The three addresses as one WSGI application."""
    registry = CollectorRegistry()
    registry.register(Standing(job, alarms, gauges))

    @Request.application
    def ready(request: Request) -> Response:
        causes = [each.text for each in alarms if each.text]
        body = json.dumps({"status": "not-ready" if causes else "ok", "causes": causes})
        return Response(body, 503 if causes else 200, mimetype="application/json")

    @Request.application
    def alive(request: Request) -> Response:
        found = request.path in ("/", "/healthz")
        return Response('{"status":"ok"}', 200 if found else 404, mimetype="application/json")

    return DispatcherMiddleware(alive, {"/metrics": make_wsgi_app(registry), "/readyz": ready})


class Quiet(WSGIRequestHandler):
    """Supervisors ask often; that is no news."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


def serve_figures(
    config: Config, job: str, alarms: Sequence[Alarm], gauges: Callable[[], Iterable[Gauge]]
) -> None:
    """Answer on HEARTH_METRICS_PORT beside the job, where that is set."""
    if not config.metrics_port:
        return
    app = application(job, alarms, gauges)
    server = make_server(config.host, config.metrics_port, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, name="figures", daemon=True).start()
