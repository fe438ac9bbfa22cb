"""The commands that run Hearth or a process of it, each with what it needs imported by itself."""

import os
import sys
from pathlib import Path

import click
from rich.console import Console

from infra.opening import configured, opened
from infra.services import HEARING, SERVICES

screen = Console(stderr=True)


@click.command()
def run() -> None:
    """Start all four services in one process; load the demo campus on first start."""
    from infra.serve import serve

    serve(configured(), screen)


@click.command()
@click.option("--http", is_flag=False, flag_value="", metavar="[URL]", help="Into the Hearth running there.")
def demo(http: str | None) -> None:
    """Load the demo campus into DATA without serving it. SEED and UNTIL choose which.

    With --http it is told to a running Hearth in demo mode whose keys lie in DATA, at HEARTH_BASE_URL
    unless another URL is given; a load that was broken off goes on where it was.
    """
    from infra.demo.first_start import load_demo, load_over_http

    if http is None:
        load_demo(opened(), screen)
    else:
        config = configured()
        load_over_http(config, http or config.url, screen)


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
def web(service: str) -> None:
    """Answer SERVICE's requests under gunicorn until told to stop (platform mode)."""
    conf = str(Path(__file__).with_name("gunicorn.conf.py"))
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", conf, f'infra.processes:web("{service}")']
    os.execv(gunicorn[0], gunicorn)


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
def relay(service: str) -> None:
    """Publish SERVICE's log to its topics until told to stop (platform mode)."""
    from infra import processes

    processes.relay(service)


@click.command()
@click.argument("service", type=click.Choice(HEARING))
def worker(service: str) -> None:
    """Keep SERVICE's read models of other services' facts current until told to stop (platform mode)."""
    from infra import processes

    processes.worker(service)
