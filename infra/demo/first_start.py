"""The demo campus on first start: a bar while it is told, a sentence when it is there."""

import os
import time
from collections.abc import Callable
from datetime import date, datetime

import click
from rich.console import Console

from infra.demo import load, note, over_http
from infra.demo.chapters import StoryBroken
from infra.demo.front_door import Away
from infra.demo.over_http import Unfit
from infra.embedded import Embedded
from infra.progress import bar
from services.chassis.running.config import Config

Done = Callable[[int, int], None]


def empty(platform: Embedded) -> bool:
    return all(parts.store.head() == 0 for parts in platform.parts.values())


def load_demo(platform: Embedded, screen: Console) -> None:
    """Tell the campus of SEED up to UNTIL (today when not set) with a progress bar."""
    config = platform.config
    if not empty(platform):
        raise click.ClickException(
            f"{config.data} holds a campus already: choose another folder (DATA=...) or remove it"
        )
    today = platform.clock().astimezone(config.timezone).date()
    shown(config, screen, _until(today), lambda until, done: load.load(platform, until, done))


def load_over_http(config: Config, url: str, screen: Console) -> None:
    """The same into a running Hearth in demo mode, whose keys lie in DATA."""
    until = _until(_begun(config) or datetime.now(config.timezone).date())
    try:
        shown(config, screen, until, lambda day, done: over_http.load(config, url, day, done))
    except (Unfit, Away, StoryBroken) as problem:
        raise click.ClickException(f"{url}: {problem}") from problem


def _begun(config: Config) -> date | None:
    """The last day of a campus that was broken off while it was told over HTTP."""
    told = note.noted(config)
    begun = told and not (told.whole or told.ours) and told.seed == config.seed
    return date.fromisoformat(told.until) if told and begun else None


def shown(config: Config, screen: Console, until: date, tell: Callable[[date, Done], int]) -> None:
    """Tell with a bar; at the end how many events in how many seconds."""
    began = time.monotonic()
    with bar(screen) as drawn:
        task = drawn.add_task(f"demo campus, seed {config.seed}", total=None, rate="")

        def done(acts: int, total: int) -> None:
            if acts % 200 == 0 or acts == total:
                rate = f"{acts / (time.monotonic() - began):,.0f}/s"
                drawn.update(task, total=total, completed=acts, rate=rate)

        events = tell(until, done)
    screen.print(
        f"{events} events of two years up to {until} told and scored in {time.monotonic() - began:.0f} s"
    )


def _until(usual: date) -> date:
    """UNTIL, or the usual day when it is not set."""
    given = os.environ.get("UNTIL", "")
    try:
        return date.fromisoformat(given) if given else usual
    except ValueError as problem:
        raise click.ClickException(f"UNTIL={given} is no day: give one like 2026-06-30") from problem
