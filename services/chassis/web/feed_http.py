"""The service's log for other services and departments: `GET /events`, a join of stored bytes."""

# mypy: disable-error-code="untyped-decorator"
# flask-smorest has no types.

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, get_args

from flask import Response
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.bus.shown import OPEN, openly, whole
from services.chassis.event_store import Stored
from services.chassis.events import Classification
from services.chassis.running.parts import Parts
from services.chassis.web import disclosures
from services.chassis.web.auth import Reach, public, reach, requires
from services.chassis.web.problems import Problem, fault
from services.chassis.web.tokens import Issuer

MEDIA = "application/cloudevents-batch+json"
CLASSES = get_args(Classification)
LOOK = 0.05  # seconds between two looks at the log of a waiting request


class FeedQuery(Schema):
    """Which part of the log."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**53))
    limit = fields.Integer(load_default=500, validate=validate.Range(1, 5000))
    wait = fields.Float(load_default=0, validate=validate.Range(0, 3600))
    types = fields.String(load_default="", validate=validate.Length(max=2000))


def event_feed(parts: Parts, pause: Callable[[float], Any] = time.sleep) -> Any:
    """The blueprint. At most `feed_waiters` requests wait at once; the next gets its answer now."""
    resource = Blueprint("events", __name__, description="Everything that happened, in order")
    chairs = threading.BoundedSemaphore(parts.config.feed_waiters)

    @resource.get("/events")
    @requires("events.read")
    @resource.arguments(FeedQuery, location="query")
    @resource.response(200, {"type": "array", "items": {"type": "object"}}, content_type=MEDIA)
    def events(query: Mapping[str, Any]) -> Response:
        waited = wait_for_news(parts, chairs, query["after"], query["wait"], pause)
        response = page_of(parts, query, seen_by(parts.service, reach("events.read")))
        if not waited:
            response.headers["Retry-After"] = "1"
        return response

    return resource


def wait_for_news(
    parts: Parts, chairs: threading.BoundedSemaphore, after: int, wait: float, pause: Callable[[float], Any]
) -> bool:
    """Wait until the log is longer than `after`, or time is up; false when there was no chair left."""
    left = min(wait, parts.config.feed_wait_seconds)
    if left <= 0 or parts.store.head() > after:
        return True
    if not chairs.acquire(blocking=False):
        return False
    try:
        while left > 0 and parts.store.head() <= after:
            pause(LOOK)
            left -= LOOK
    finally:
        chairs.release()
    return True


def seen_by(service: str, right: Reach) -> frozenset[str]:
    """The classes that a reader sees of a service's log."""
    return frozenset(each for each in CLASSES if each in OPEN or right.covers(unit=f"{service}:{each}"))


def page_of(parts: Parts, query: Mapping[str, Any], classes: Collection[str]) -> Response:
    """A page: entries that this reader may not see are stubs, and are left out where types are asked.

    Who sees restricted ones is kept, with the purpose, before they are handed out.
    """
    after, limit = query["after"], query["limit"]
    types = [each for each in query["types"].split(",") if each]
    head = parts.store.head()  # before the rows, so that nothing up to it can be missing below
    rows = parts.store.read(after, limit, types)
    full = len(rows) == limit
    scanned = rows[-1].position if rows and (full or not types) else max(after, head if types else after)
    shown = rows_shown(rows, parts.teller.source, classes, not types)
    disclosures.keep(parts, [row for row, value in shown if value is row.entry])
    response = Response(b"[" + b",".join(value for _, value in shown) + b"]", content_type=MEDIA)
    response.headers["Hearth-Scanned"] = str(scanned)
    response.headers["Hearth-Head"] = str(max(head, scanned))
    named = f"&types={','.join(types)}" if types else ""
    response.headers["Link"] = f'<?after={scanned}&limit={limit}{named}>; rel="next"'
    return response


def rows_shown(
    rows: Sequence[Stored], source: str, classes: Collection[str], stubs: bool
) -> list[tuple[Stored, bytes]]:
    """What a reader of these classes gets of each row; without `stubs` the rest is left out."""
    shows = whole if len(classes) == len(CLASSES) else openly(source, classes)
    shown = [(row, shows(row).value) for row in rows]
    return [(row, value) for row, value in shown if stubs or value is row.entry]


class PeopleQuery(Schema):
    """Whose names."""

    ids = fields.String(load_default="", validate=validate.Length(max=30_000))


def people_names(permission: str, names: Callable[[Sequence[str]], Mapping[str, str]]) -> Any:
    """`GET /people?ids=a,b`: `{"names": {id: name}}`, as far as `names` lets the reader know them."""
    resource = Blueprint("people", __name__, description="Names by id")
    schema = Schema.from_dict({"names": fields.Dict(fields.String(), fields.String())}, name="Names")

    @resource.get("/people")
    @requires(permission)
    @resource.arguments(PeopleQuery, location="query")
    @resource.response(200, schema)
    def people(query: Mapping[str, Any]) -> dict[str, Any]:
        ids = list(dict.fromkeys(each for each in query["ids"].split(",") if each))
        if len(ids) > MOST_NAMES:
            raise Problem("invalid", errors=[fault("ids", "These are too many at once.", "query")])
        return {"names": dict(names(ids))}

    return resource


MOST_NAMES = 200


def key_set(issuer: Issuer) -> Any:
    """`GET /.well-known/jwks.json`: the public keys of the one who signs tokens."""
    resource = Blueprint("keys", __name__, description="Public keys")
    schema = Schema.from_dict({"keys": fields.List(fields.Dict(), required=True)}, name="KeySet")

    @resource.get("/.well-known/jwks.json")
    @public("public keys are for everybody who checks a token")
    @resource.response(200, schema)
    def jwks() -> dict[str, Any]:
        return issuer.jwks()

    return resource
