"""The commands that make anew what can be made of the log: `hearth rebuild` and `hearth refill`."""

from collections.abc import Callable
from typing import Any

import click
from rich.console import Console

from infra import progress
from infra.opening import configured, opened
from infra.processes import feeds_from_kafka
from infra.refill import refill as remake
from infra.services import SERVICES
from infra.side_by_side import bulk_of
from services.chassis.bus.topic import BusAway

screen = Console(stderr=True)


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--back", is_flag=True, help="Return to the generation before the last swap.")
def rebuild(service: str, back: bool) -> None:
    """Build a service's read models of others' facts anew beside the live ones, compare, swap."""
    platform = opened()
    views = platform.parts[service].views
    if views is None:
        raise click.ClickException(f"{service} hears no other service: it has nothing to rebuild")
    if platform.config.kafka:
        views.again = lambda: feeds_from_kafka(platform.config, service)
        views.bulk = bulk_of(platform.config, service)
    act: Callable[[Any, Console], str] = progress.back if back else progress.rebuild
    try:
        click.echo(f"{service}: {act(views, screen)}")
    except (LookupError, progress.Differs) as problem:
        raise click.ClickException(f"{service}: {problem}") from problem


@click.command()
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--yes", is_flag=True, help="Do not ask.")
def refill(service: str, yes: bool) -> None:
    """Make SERVICE's topics anew and fill them from its log (platform mode)."""
    yes or click.confirm(f"Delete {service}'s two topics and fill them again from its log?", abort=True)
    try:
        remake(configured(), service, click.echo)
    except BusAway as problem:
        raise click.ClickException(f"Kafka cannot be asked ({problem}): start it first") from problem
