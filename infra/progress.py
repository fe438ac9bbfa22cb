"""Long work in the terminal: the same figures that the API and the operator page show."""

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.chassis.views import Differs, Views

__all__ = ["Differs", "back", "bar", "rebuild"]


def bar(screen: Console) -> Progress:
    """A bar with count, rate and time left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=screen,
    )


def rebuild(views: Views, screen: Console) -> str:
    """Build beside, compare, swap; a sentence with the figures."""
    began, building = time.monotonic(), views.rebuild()
    with bar(screen) as shown:
        task = shown.add_task("rebuild", total=None, rate="")
        done = False
        while not done:
            done = building.step()
            at = building.progress()
            shown.update(task, total=at.head, completed=at.position, rate=f"{at.rate:,.0f}/s")
    rows = building.finish()
    seconds = time.monotonic() - began
    compared = ", ".join(f"{name} {count}" for name, count in rows.items()) or "nothing to compare with"
    return (
        f"{building.progress().position} events in {seconds:.1f} s; compared row by row ({compared}); swapped"
    )


def back(views: Views, screen: Console) -> str:
    """Return to the generation before; a sentence."""
    views.back()
    return f"generation {views.number('live')} is live again"
