"""The demo campus on first start: a bar while it is told, a sentence when it is there."""

import os
import time
from datetime import date

import click
from rich.console import Console

from infra.demo import load
from infra.embedded import Embedded
from infra.progress import bar


def empty(platform: Embedded) -> bool:
    return all(parts.store.head() == 0 for parts in platform.parts.values())


def load_demo(platform: Embedded, screen: Console) -> None:
    """Tell the campus of SEED up to UNTIL (today when not set) with a progress bar."""
    if not empty(platform):
        raise click.ClickException(
            f"{platform.config.data} holds a campus already: choose another folder (DATA=...) or remove it"
        )
    until = _until(platform)
    began = time.monotonic()
    with bar(screen) as shown:
        task = shown.add_task(f"demo campus, seed {platform.config.seed}", total=None, rate="")

        def done(acts: int, total: int) -> None:
            if acts % 200 == 0 or acts == total:
                rate = f"{acts / (time.monotonic() - began):,.0f}/s"
                shown.update(task, total=total, completed=acts, rate=rate)

        events = load.load(platform, until, done)
    screen.print(
        f"{events} events of two years up to {until} told and scored in {time.monotonic() - began:.0f} s"
    )


def _until(platform: Embedded) -> date:
    given = os.environ.get("UNTIL", "")
    try:
        return (
            date.fromisoformat(given)
            if given
            else platform.clock().astimezone(platform.config.timezone).date()
        )
    except ValueError as problem:
        raise click.ClickException(f"UNTIL={given} is no day: give one like 2026-06-30") from problem
