"""What every resource shares: one command per request, ids, versions, keys, pages of a list."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, wraps
from typing import Any, ParamSpec

import msgspec
from flask import Response, g, jsonify, request
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_
from uuid6 import uuid7
from webargs.flaskparser import FlaskParser

from services.chassis import entry
from services.chassis.commands import Key, Outcome, Stale, Write
from services.chassis.event_store import Answer
from services.chassis.running.parts import here
from services.chassis.web.auth import documented
from services.chassis.web.problems import Problem, fault

P = ParamSpec("P")
KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")


class Bodies(FlaskParser):
    """Reads arguments with one schema object per class: making one costs as much as a query."""

    def _get_schema(self, argmap: Any, req: Any) -> Schema:
        if isinstance(argmap, type) and issubclass(argmap, Schema):
            return _made(argmap)
        return super()._get_schema(argmap, req)


@cache
def _made(schema: type[Schema]) -> Schema:
    return schema()


Blueprint.ARGUMENTS_PARSER = Bodies()


def new_id(noun: str) -> str:
    """A stream's id: `<noun>-<uuid7>`, or the demo loader's (which may have been used before).

    The request remembers of an id made here that nothing can be on its stream yet.
    """
    if told := loader_says("Hearth-New-Id"):
        return own_name(noun, told)
    g.fresh = f"{noun}-{uuid7()}"
    return str(g.fresh)


def own_name(noun: str, told: str) -> str:
    """An id of the usual form, with any word of an id's signs in place of the uuid."""
    if not re.fullmatch(rf"{noun}-[A-Za-z0-9._:-]{{1,100}}", told):
        raise Problem("malformed", told)
    return told


def now() -> datetime:
    """The service's clock; the demo loader may say what time its commands are at."""
    told = loader_says("Hearth-Clock")
    return moment(told) if told else here().clock()


def loader_says(header: str) -> str:
    """What the demo loader says in a header; nothing from anybody else, and nothing outside demo mode."""
    believed = here().config.demo_mode and "loader" in g.principal.roles
    return request.headers.get(header, "") if believed else ""


def moment(text: str) -> datetime:
    """A date and time with its offset; anything else cannot be read."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Problem("malformed", text) from None
    if at.tzinfo is None:
        raise Problem("malformed", text)
    return at


def writing(about: str = "", creates: bool = False) -> Write:
    """Who writes, when, why, under which key and on which version seen: from the request.

    `about` and `creates` are for streams that hold several things (see `Write`).
    """
    traceparent = request.headers.get("traceparent", "")
    return Write(
        actor=g.principal.id,
        at=now(),
        kind=g.principal.kind,
        seen=g.get("seen"),
        key=g.get("key"),
        correlation=g.request_id,
        traceparent=traceparent if TRACEPARENT.match(traceparent) else "",
        about=about,
        creates=creates,
        fresh=g.get("fresh", ""),
    )


def command(creates: bool = False) -> Callable[[Callable[P, Outcome]], Callable[P, Response]]:
    """The view carries out one command and returns its Outcome.

    It needs an Idempotency-Key, and on an existing stream If-Match with the version seen.
    """

    def decorate(view: Callable[P, Outcome]) -> Callable[P, Response]:
        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
            seen = (lambda: None) if creates else version_seen
            run = lambda: view(*args, **kwargs)  # noqa: E731
            return answered(once(key_sent(), fingerprint(request.get_data()), seen, run), creates)

        return documented(answer, parameters=headers_of(creates), responses=answers_of())

    return decorate


def once(key: str, of: str, seen: Callable[[], int | None], run: Callable[[], Outcome]) -> Outcome:
    """Run under an idempotency key: a second request gets the first one's answer, before If-Match."""
    mine = Key(g.principal.id, key, of)
    with here().store.claim(mine.caller, mine.key) as stored:
        if stored is not None:
            return replayed(stored, mine)
        g.key, g.seen = mine, seen()
        return run()


def replayed(stored: Answer, mine: Key) -> Outcome:
    """The stored answer, unless it was given to another request."""
    if stored.fingerprint != mine.fingerprint:
        raise Problem("idempotency-key-reused")
    g.replayed = True
    body = msgspec.json.decode(stored.body)
    return Outcome(body["id"], body["version"], stored.status)


def fingerprint(payload: bytes) -> str:
    """What makes a request the same request: method, path and payload."""
    place = f"{request.method} {request.script_root}{request.full_path}\n".encode()
    return hashlib.sha256(place + payload).hexdigest()


def key_sent() -> str:
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not key:
        raise Problem("idempotency-key-missing")
    if not KEY.match(key):
        raise Problem("idempotency-key-invalid")
    return key


def version_seen() -> int | None:
    """The stream version in If-Match; None for `*`. A weak or foreign tag matches nothing (412)."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise Problem("version-missing")
    if sent == "*":
        return None
    if not re.fullmatch(r'"\d{1,9}"', sent):
        raise Stale(sent)
    return int(sent.strip('"'))


def answered(outcome: Outcome, creates: bool) -> Response:
    response = jsonify({"id": outcome.stream, "version": outcome.version})
    response.status_code = outcome.status
    response.set_etag(str(outcome.version))
    if creates:
        response.headers["Location"] = f"{request.base_url.rstrip('/')}/{outcome.stream}"
    if g.get("replayed"):
        response.headers["Idempotency-Replayed"] = "true"
    return response


def versioned(body: Mapping[str, Any], version: int) -> tuple[Mapping[str, Any], int, dict[str, str]]:
    """One thing with its ETag, which a later command sends back as If-Match."""
    return body, 200, {"ETag": f'"{version}"'}


# --- lists


class ListQuery(Schema):
    """The query of any list: extend it with filters."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    after = fields.String(load_default="", validate=validate.Length(max=1000))


def listed(item: type[Schema]) -> type[Schema]:
    """The schema of a page of `item`s."""
    shape = {
        "items": fields.List(fields.Nested(item), required=True),
        "total": fields.Integer(required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return type(f"{item.__name__.removesuffix('Schema')}List", (Schema,), shape)


def paging(
    db: Connection,
    rows: Select[Any],
    by: Sequence[ColumnElement[Any]],
    query: Mapping[str, Any],
    descending: bool = False,
) -> dict[str, Any]:
    """A page of `rows` in the order of the never-null columns `by` (the last one unique).

    Answers {"items", "total", "next"}; `next` is an opaque cursor for `after`, None at the end.
    """
    total = db.execute(select(func.count()).select_from(rows.order_by(None).subquery())).scalar_one()
    limit, after = query.get("limit", 50), query.get("after", "")
    page = rows
    if after:
        place = tuple_(*cursor_values(after, by))
        page = page.where(tuple_(*by) < place if descending else tuple_(*by) > place)
    ordered = page.order_by(*(each.desc() if descending else each for each in by))
    marks = [each.label(f"mark_{at}") for at, each in enumerate(by)]
    found = db.execute(ordered.add_columns(*marks).limit(limit + 1)).mappings().all()
    more = len(found) > limit
    return {
        "items": [_without_marks(row) for row in found[:limit]],
        "total": total,
        "next": cursor([found[limit - 1][mark.name] for mark in marks]) if more else None,
    }


def _without_marks(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not str(name).startswith("mark_")}


def cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(entry.encode(list(values))).decode().rstrip("=")


def cursor_values(text: str, by: Sequence[ColumnElement[Any]]) -> list[Any]:
    """The sort values that a cursor holds; raises a problem that names `after`."""
    try:
        values = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        pairs = zip(values, by, strict=True)
        return [msgspec.convert(value, _kind(column), strict=False) for value, column in pairs]
    except (ValueError, TypeError, msgspec.MsgspecError) as problem:
        wrong = fault("after", "This is not a cursor of this list.", "query")
        raise Problem("invalid", errors=[wrong]) from problem


def _kind(column: ColumnElement[Any]) -> Any:
    kind = column.type.python_type
    return kind if kind in (str, int, date, datetime, bool) else str


# --- what the OpenAPI document says of a command


def headers_of(creates: bool) -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
    key = {"in": "header", "name": "Idempotency-Key", "required": True, "schema": text}
    seen = {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"}}
    return [key] if creates else [key, seen]


def answers_of() -> dict[str, Any]:
    shape = {"id": {"type": "string"}, "version": {"type": "integer"}}
    schema = {"type": "object", "required": ["id", "version"], "properties": shape}
    tag = {"ETag": {"description": "The stream's version.", "schema": {"type": "string"}}}
    done = {"description": "Carried out", "headers": tag, "content": {"application/json": {"schema": schema}}}
    return {"200": done, "201": done}
