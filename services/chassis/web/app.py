"""The Flask factory that every service's composition root calls."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, render_template, request
from flask_smorest import Api  # type: ignore[import-untyped]
from prometheus_client import CollectorRegistry
from uuid6 import uuid7
from werkzeug.exceptions import HTTPException

from services.chassis.running.health import count_requests, figures, health
from services.chassis.running.log import log_requests
from services.chassis.running.operation import operation
from services.chassis.running.parts import Link, Parts, here
from services.chassis.web import dress
from services.chassis.web.auth import Access, identify, may_see, permissions, public, signed_in
from services.chassis.web.disclosures import disclosed
from services.chassis.web.feed_http import event_feed
from services.chassis.web.fields import Money
from services.chassis.web.intake import admit
from services.chassis.web.language import chosen, said_in_menu, speak
from services.chassis.web.problems import MEDIA, respond

HERE = Path(__file__).parent
MACHINE_PATHS = ("/api/", "/events", "/people", "/.well-known", "/healthz", "/readyz", "/metrics", "/openapi")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def create_app(
    parts: Parts,
    *,
    access: Access,
    blueprints: Iterable[Any] = (),
    pages: Iterable[Blueprint] = (),
    folder: Path,
    title: str = "",
) -> Flask:
    """A service's web application: its resources, its pages, and what the chassis adds.

    `folder` is the service's own (its translations lie there). Raises LookupError when a view
    names no permission, or one that ACCESS does not know.
    """
    app = Flask(f"services.{parts.service}", root_path=str(folder), static_folder=None)
    app.config.update(settings(parts, title or f"Hearth {parts.service}"))
    app.extensions |= {"parts": parts, "access": access}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    registry = figures(parts)
    _before_requests(app, parts, registry)
    speak(app, parts.config.zone, [HERE / "translations", folder / "translations"], parts.catalogues)
    dress(app)
    app.context_processor(page_context)
    _resources(app, parts, [*blueprints, event_feed(parts), disclosed(parts), *worker_resources(parts)])
    _pages(app, [*pages, health(parts, registry), documents()])
    for kind in (HTTPException, Exception):
        app.register_error_handler(kind, respond)
    app.after_request(secure)
    permissions(app)
    return app


def settings(parts: Parts, title: str) -> dict[str, Any]:
    return {
        "API_TITLE": title,
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "MAX_CONTENT_LENGTH": parts.config.max_body_bytes,
        "MACHINE_PATHS": MACHINE_PATHS,
        "PROPAGATE_EXCEPTIONS": False,
    }


def _before_requests(app: Flask, parts: Parts, registry: CollectorRegistry) -> None:
    app.before_request(name_request)
    log_requests(app, parts.service)
    count_requests(app, registry)
    app.before_request(identify)
    app.before_request(admit)


def _resources(app: Flask, parts: Parts, resources: Iterable[Any]) -> None:
    api = Api(app)
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    api.register_field(Money, "string", "decimal")
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    api.spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "hearth"})
    api.spec.components.schema("Problem", PROBLEM)
    for each in resources:
        api.register_blueprint(each)
    app.extensions["spec"] = api.spec


def worker_resources(parts: Parts) -> list[Any]:
    """What an operator asks of a service that hears others."""
    return [operation(parts, parts.views)] if parts.views else []


def _pages(app: Flask, pages: Iterable[Blueprint]) -> None:
    for each in pages:
        app.register_blueprint(each)


def name_request() -> None:
    """Every request has an id: the caller's, if it is a plain one, or ours."""
    sent = request.headers.get("X-Request-Id", "")
    g.request_id = sent if REQUEST_ID.match(sent) else str(uuid7())


def secure(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if signed_in() and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


# --- what every page knows


def page_context() -> dict[str, Any]:
    """The base template's context."""
    parts = here()
    return {
        "language": chosen(),
        "principal": signed_in(),
        "navigation": menu(parts.navigation),
        "service": {"name": parts.service, "home": f"{request.script_root}/"},
        "home_url": "/",
        "sign_in_url": parts.config.sign_in,
        "sign_out_url": parts.config.sign_out,
        "may_see": may_see,
        "people": parts.people,
    }


def menu(links: Sequence[Link]) -> list[dict[str, Any]]:
    """The links that the reader may follow; an area without any is left out."""
    place = request.script_root + request.path
    shown = []
    for link in links:
        inner = menu(link.links)
        if may_see(link.roles) and (inner or not link.links):
            current = bool(link.path) and (
                place == link.path or place.startswith(link.path.rstrip("/") + "/")
            )
            label = said_in_menu(link.text)
            shown.append({"label": label, "href": link.path, "current": current, "items": inner})
    return shown


# --- the OpenAPI document


def documents() -> Blueprint:
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/openapi.json")
    @public("what can be asked is no secret; the answers are guarded")
    def openapi() -> Response:
        return jsonify(here_spec())

    @blueprint.get("/docs")
    @public("what can be asked is no secret; the answers are guarded")
    def docs() -> str:
        return render_template("chassis/docs.html", spec=here_spec())

    return blueprint


def here_spec() -> dict[str, Any]:
    """The service's OpenAPI document; every error of every operation is a problem document."""
    document: dict[str, Any] = current_app.extensions["spec"].to_dict()
    document["servers"] = [{"url": request.script_root or "/"}]
    document["components"].pop("responses", None)
    document["components"]["schemas"].pop("Error", None)
    for path in document["paths"].values():
        for asked in (each for method, each in path.items() if method != "parameters"):
            answers = {status: each for status, each in asked["responses"].items() if "$ref" not in each}
            asked["responses"] = answers | PROBLEM_ANSWERS
    return document


PROBLEM_ANSWERS = {
    "default": {
        "description": "A problem document (RFC 9457)",
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "urn:hearth:problem:<code>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "in": {"type": "string"},
                    "pointer": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
