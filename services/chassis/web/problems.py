"""Every error as a problem document (RFC 9457), made in one place; pages get the same in HTML."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, current_app, g, json, render_template, request
from marshmallow import ValidationError
from psycopg import DataError as DriverDataError
from psycopg import OperationalError as DriverOperationalError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from services.chassis.commands import Busy, Stale
from services.chassis.decider import Refused
from services.chassis.event_store import ClockSkew, Oversize, StillRunning
from services.chassis.web.language import gettext, said, shown

log = structlog.get_logger(__name__)
MEDIA = "application/problem+json"
Fault = dict[str, str]

# Status and title (a message id) of every problem that the chassis itself can raise.
KNOWN: dict[str, tuple[int, str]] = {
    "malformed": (400, "This request cannot be read."),
    "idempotency-key-missing": (400, "This request needs an Idempotency-Key."),
    "idempotency-key-invalid": (400, "The Idempotency-Key must be 1 to 200 visible characters."),
    "unauthenticated": (401, "Please sign in."),
    "forbidden": (403, "You may not do this."),
    "out-of-reach": (403, "Your right does not reach this far."),
    "cross-site": (403, "This request comes from another site."),
    "not-found": (404, "There is nothing here."),
    "method-not-allowed": (405, "This cannot be done here."),
    "version-conflict": (409, "Somebody else is changing this right now. Please try again."),
    "still-running": (409, "The same request is still being carried out."),
    "stale": (412, "This has changed since you looked at it. Please look again."),
    "oversize": (413, "This is too large."),
    "unsupported-media": (415, "JSON is needed here."),
    "invalid": (422, "Please look at these fields again."),
    "refused": (422, "The rules do not allow this."),
    "idempotency-key-reused": (422, "This key was used for another request."),
    "out-of-range": (422, "A value is larger or smaller than anything that can be kept."),
    "version-missing": (428, "This request must say which version it has seen (If-Match)."),
    "broken": (500, "Something went wrong on our side."),
    "database-away": (503, "The database is not there right now. Please try again."),
    "clock-skew": (503, "The clock of this server is wrong. Nothing was changed."),
}
# Exceptions that are problems without further words; of a family, the one who asks may try again.
PLAIN: dict[type[Exception], str] = {
    Busy: "version-conflict",
    StillRunning: "still-running",
    Stale: "stale",
    Oversize: "oversize",
    ClockSkew: "clock-skew",
    DataError: "out-of-range",
    DriverDataError: "out-of-range",
    OperationalError: "database-away",
    DriverOperationalError: "database-away",
    OverflowError: "out-of-range",
    RecursionError: "malformed",
}
RETRY = {"version-conflict", "still-running", "clock-skew", "database-away"}


class Problem(Exception):
    """An answer other than success. `code` ends its type URI; `detail` is shown as it is."""

    def __init__(
        self, code: str, detail: str = "", errors: list[Fault] | None = None, status: int = 0, title: str = ""
    ) -> None:
        super().__init__(code, detail)
        known = KNOWN.get(code, (500, ""))
        self.code, self.detail, self.errors = code, detail, errors or []
        self.status, self.title = status or known[0], title or known[1]

    def document(self) -> dict[str, Any]:
        """The members of the problem document, titles in the reader's language."""
        body: dict[str, Any] = {
            "type": f"urn:hearth:problem:{self.code}",
            "title": gettext(self.title),
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:hearth:request:{g.get('request_id', '')}",
            "errors": self.errors,
        }
        return {name: value for name, value in body.items() if value or name == "title"}


class Forbidden(Problem):
    """Signed in, but without the right."""

    def __init__(self, code: str = "forbidden", detail: str = "") -> None:
        super().__init__(code, detail)


def unkeepable(text: str) -> bool:
    """Whether a database would choke on the text: NUL characters, lone surrogates."""
    try:
        return b"\x00" in text.encode()
    except UnicodeEncodeError:
        return True


def fault(path: str, message: str, place: str = "json") -> Fault:
    """One wrong field: its name, where it stands, and what to do about it."""
    at = {"pointer": f"#/{path}"} if place == "json" else {}
    return {"field": path.replace("/", "."), "in": place, **at, "message": said(message)}


def faults(messages: Any, place: str, path: str = "") -> Iterator[Fault]:
    """marshmallow's nested messages as a flat list."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else str(name)
            yield from faults(inner, place, "/".join(filter(None, [path, step])))
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield fault(path, str(message), place)


def problem_of(error: Exception) -> Problem:
    """The problem that an exception means; an unknown exception is ours to mend, and a 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, ValidationError):
        return Problem("invalid", errors=list(faults(error.messages, "form")))
    if isinstance(error, HTTPException):
        return _http(error)
    code = next((PLAIN[each] for each in type(error).__mro__ if each in PLAIN), "broken")
    return Problem(code)


def _refused(error: Refused) -> Problem:
    text = gettext(error.text, **{name: shown(value) for name, value in error.facts.items()})
    named = [fault(error.field, text)] if error.field else []
    return Problem(error.code, text, named, *KNOWN["refused"])


def _http(error: HTTPException) -> Problem:
    messages = getattr(error, "data", {}).get("messages")
    if error.code == 422 and messages:
        return Problem("invalid", errors=[f for place in messages for f in faults(messages[place], place)])
    status = HTTPStatus(error.code or 500)
    code = next((code for code, (number, _) in KNOWN.items() if number == status and status != 422), "")
    return Problem(code or status.phrase.lower().replace(" ", "-"), status=status, title=_title(code, status))


def _title(code: str, status: HTTPStatus) -> str:
    """A title in words of ours, also for a status that we never chose."""
    return KNOWN[code or ("broken" if status >= 500 else "malformed")][1]


def respond(error: Exception) -> Response:
    """Flask's handler for every exception."""
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("broken", code=problem.code, request_id=g.get("request_id"), exc_info=error)
    response = _page(problem) if wants_page() else _document(problem)
    response.status_code = problem.status
    return _with_headers(response, problem, error)


def _document(problem: Problem) -> Response:
    return Response(json.dumps(problem.document()), mimetype=MEDIA)


def _page(problem: Problem) -> Response:
    return Response(
        render_template(
            "chassis/problem.html", problem=problem.document() | {"trace": g.get("request_id", "")}
        ),
        mimetype="text/html",
    )


def _with_headers(response: Response, problem: Problem, error: Exception) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="hearth"'
    if problem.code in RETRY:
        response.headers["Retry-After"] = "1"
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def wants_page() -> bool:
    """Whether the one who asks is a person at a page rather than a program at the API."""
    machine = request.path.startswith(tuple(current_app.config["MACHINE_PATHS"]))
    best = request.accept_mimetypes.best_match([MEDIA, "text/html"])
    return best == "text/html" and not machine
