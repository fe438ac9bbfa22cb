"""Structured logs: one JSON object a line, no names, no addresses, no form values."""

import logging
import sys
import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("request")
QUIET = {"/healthz", "/readyz", "/metrics"}


def configure(level: str) -> None:
    """Send every log line of the process to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )


def log_requests(app: Flask, service: str, clock: Callable[[], float] = time.perf_counter) -> None:
    """One line per request: its route (not its path), status, milliseconds and id."""

    def started() -> None:
        g.log_started = clock()

    def done(response: Response) -> Response:
        if request.path not in QUIET:
            log.info(
                "request",
                service=service,
                method=request.method,
                route=str(request.url_rule or "none"),
                status=response.status_code,
                ms=round((clock() - g.get("log_started", clock())) * 1000, 1),
                request_id=g.get("request_id", ""),
            )
        return response

    app.before_request(started)
    app.after_request(done)
