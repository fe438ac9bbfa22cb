"""What the commands of the command line work on: the configuration, the services opened in this process."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra.garbage import seldom
from infra.platform.settings import read_environment
from infra.services import SIGN_IN
from services.chassis.running.config import Config, Misconfigured, from_environ
from services.chassis.running.log import configure

if TYPE_CHECKING:
    from infra.embedded import Embedded

# What one process on one machine starts from: a terminal is for people.
EMBEDDED = {**SIGN_IN, "HEARTH_LOG_LEVEL": "WARNING"}


def of_platform() -> dict[str, str]:
    """The settings of the platform that --platform names."""
    folder: Path | None = click.get_current_context().find_root().params.get("platform")
    if folder is None:
        return {}
    try:
        return read_environment(folder)
    except FileNotFoundError as problem:
        raise click.ClickException(f"no platform was ever started in {folder}") from problem


def configured() -> Config:
    """The configuration, or a sentence that says what to do."""
    try:
        config = from_environ({**EMBEDDED, **os.environ, **of_platform()})
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem
    configure(config.log_level)
    seldom()
    return config


def opened() -> "Embedded":
    """The services on DATA, or on the platform that --platform names."""
    from infra.embedded import open_embedded  # all services: what a relay's start need not wait for

    return open_embedded(configured())
