"""What may come in: JSON that can be read, text that every database can keep."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from flask import request

from services.chassis.web.auth import SAFE
from services.chassis.web.problems import Fault, Problem, fault, unkeepable

MOST = 2**63 - 1
SUSPECT = re.compile(rb"\\u|\d{19}")  # without an escape or a long number there is nothing to find
SAYS_TEXT, SAYS_NUMBER = "Invalid value.", "Number too large."


def admit() -> None:
    """Before each request: refuse what no resource should have to think about."""
    if "\x00" in request.path:
        raise Problem("not-found")
    wrong = [fault(name, SAYS_TEXT, "query") for name, value in _query() if unkeepable(name + value)]
    if request.method not in SAFE and request.path.startswith("/api/"):
        body = _json()
        wrong += list(strange(body)) if SUSPECT.search(request.get_data()) else []
    if wrong:
        raise Problem("invalid", errors=wrong)


def _query() -> Iterator[tuple[str, str]]:
    return iter(request.args.items(multi=True))


def _json() -> Any:
    """The body, strictly read: no NaN, no lone surrogates, no endless nesting or numbers."""
    body = request.get_data()
    if not body:
        return None
    if not request.is_json:
        raise Problem("unsupported-media")
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Problem("malformed", str(error)) from error


def strange(value: Any, path: str = "") -> Iterator[Fault]:
    """Texts and whole numbers in a JSON value that some database could not keep."""
    if isinstance(value, str) and unkeepable(value):
        yield fault(path, SAYS_TEXT)
    elif isinstance(value, int) and abs(value) > MOST:
        yield fault(path, SAYS_NUMBER)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strange(name, path)
            yield from strange(inner, f"{path}/{name}".strip("/"))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from strange(inner, f"{path}/{place}".strip("/"))
