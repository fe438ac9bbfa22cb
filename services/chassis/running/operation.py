"""What an operator sees and does about the worker: lag, parked events, generations, rebuild, return.

A rebuild runs in a thread of the service's own process, beside the live view; whoever asks meanwhile
sees its position, rate and time left.
"""

# mypy: disable-error-code="untyped-decorator"
# flask-smorest has no types.

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from flask import Response, jsonify
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema
from sqlalchemy import func, select

from services.chassis.running.health import lags
from services.chassis.running.parts import Parts
from services.chassis.views import Views, generation
from services.chassis.web.auth import requires
from services.chassis.web.fields import Id
from services.chassis.web.problems import Problem
from services.chassis.worker import Worker, parked

log = structlog.get_logger(__name__)
ANSWER = {"type": "object"}


def in_thread(run: Callable[[], None]) -> None:
    threading.Thread(target=run, name="rebuild", daemon=True).start()


@dataclass
class Rebuilding:
    """Whether a rebuild runs now, and why the last one failed. `spawn` lets it run beside the request."""

    views: Views
    running: bool = False
    failed: str = ""
    spawn: Callable[[Callable[[], None]], None] = in_thread
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Begin, or go on with what a stopped process left. Raises a problem while one runs."""
        with self._lock:
            self.refuse_while_running()
            self.running, self.failed = True, ""
        self.spawn(self.run)

    def refuse_while_running(self) -> None:
        if self.running:
            raise Problem("rebuild-running", status=409, title="A rebuild is running.")

    def run(self) -> None:
        """Build, compare, swap."""
        try:
            rebuild = self.views.rebuild()
            while not rebuild.step():
                pass
            rebuild.finish()
        except Exception as problem:  # noqa: BLE001 - nobody waits for the thread: the operator reads why
            self.failed = f"{type(problem).__name__}: {problem}"
            log.error("rebuild failed", cause=self.failed)
        finally:
            self.running = False

    def back(self) -> None:
        """Return to the generation before the last swap. Raises a problem when none is kept."""
        self.refuse_while_running()
        try:
            self.views.back()
        except LookupError:
            raise Problem("nothing-kept", status=409, title="No earlier generation is kept.") from None


def standing(parts: Parts, views: Views, rebuilding: Rebuilding) -> dict[str, Any]:
    """Lag per source, parked streams with their cause, generations with their progress."""
    return {
        "sources": [asdict(each) | {"behind": each.behind} for each in lags(parts)],
        "parked": parked_streams(views),
        "generations": [asdict(views.progress(number)) for number in generations(views)],
        "outdated": views.outdated(),
        "rebuild": {"running": rebuilding.running, "failed": rebuilding.failed},
    }


def generations(views: Views) -> Sequence[int]:
    """The generations that are there, oldest first."""
    kept = select(generation.c.number).where(generation.c.state != "dropped").order_by(generation.c.number)
    with views.engine.connect() as db:
        return db.execute(kept).scalars().all()


def parked_streams(views: Views) -> list[dict[str, Any]]:
    """Each parked stream: how many events, and of the first one position, type, cause and time."""
    first = (
        select(
            parked.c.source,
            parked.c.stream,
            func.min(parked.c.position).label("position"),
            func.count().label("events"),
        )
        .group_by(parked.c.source, parked.c.stream)
        .subquery()
    )
    here = (parked.c.source == first.c.source) & (parked.c.position == first.c.position)
    told = select(first, parked.c.type, parked.c.cause, parked.c.at).join(parked, here)
    with views.live().connect() as db:
        return [dict(row) for row in db.execute(told.order_by(first.c.source, first.c.position)).mappings()]


class Parked(Schema):
    """A parked stream of a source."""

    source = Id(required=True)
    stream = Id(required=True)


def operation(parts: Parts, views: Views) -> Blueprint:
    """The resource /api/operation."""
    resource = Blueprint("operation", __name__, url_prefix="/api/operation", description="The worker")
    rebuilding = Rebuilding(views)
    resource.record_once(lambda state: state.app.extensions.update(rebuilding=rebuilding))  # for pages

    @resource.get("/")
    @requires("operator.read")
    @resource.response(200, ANSWER)
    def show() -> Response:
        """Lag, parked streams, generations with their progress."""
        return jsonify(standing(parts, views, rebuilding))

    @resource.post("/rebuild")
    @requires("operator.act")
    @resource.response(202, ANSWER)
    def rebuild() -> Response:
        """Build the read models anew beside the live ones, compare, swap; 409 while one runs."""
        rebuilding.start()
        return Response('{"running":true}', 202, mimetype="application/json")

    @resource.post("/back")
    @requires("operator.act")
    @resource.response(200, ANSWER)
    def back() -> Response:
        """Return to the generation before the last swap, caught up first."""
        rebuilding.back()
        return jsonify(live=views.number("live"))

    @resource.post("/redrive")
    @requires("operator.act")
    @resource.arguments(Parked)
    @resource.response(200, ANSWER)
    def redrive(body: dict[str, str]) -> Response:
        """Apply a parked stream again, in one transaction; 409 with the cause when it still fails."""
        return jsonify(applied=redriven(views, **body))

    return resource


def redriven(views: Views, source: str, stream: str) -> int:
    """How many parked events were applied. Raises a problem with what still fails."""
    try:
        return Worker(views.live(), views.fold, views.feeds, views.clock, views.react).redrive(source, stream)
    except Exception as problem:
        cause = f"{type(problem).__name__}: {problem}"
        raise Problem("still-parked", cause, status=409, title="It still cannot be applied.") from problem
