"""Whether the Hearth process in this container is alive: exit code 0 or 1. The image's health check.

A relay or worker answers on HEARTH_METRICS_PORT; a web on PORT, below the name of its one service.
"""

import os
import sys
from collections.abc import Iterator

import httpx

from infra.services import SERVICES
from services.chassis.running.config import Config, from_environ

PATIENCE = 3.0  # seconds; below the time-out of the image's health check


def addresses(config: Config) -> Iterator[str]:
    """Where this container's process may answer."""
    if config.metrics_port:
        yield f"http://127.0.0.1:{config.metrics_port}/healthz"
        return
    yield from (f"http://127.0.0.1:{config.port}/{name}/healthz" for name in SERVICES)


def answers(address: str) -> bool:
    """Whether somebody is alive there."""
    try:
        return httpx.get(address, timeout=PATIENCE).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(0 if any(map(answers, addresses(from_environ(os.environ)))) else 1)
