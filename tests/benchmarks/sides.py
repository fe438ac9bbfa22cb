"""Two or more sides of a benchmark: each round in a process of its own, in turn, and what came of it."""

import multiprocessing
import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from rich.table import Table

Side = Callable[..., float]  # entries a second


def alone(side: Callable[..., Any], *given: Any) -> Any:
    """What `side` returns when it is called in a fresh process."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as process:
        return process.submit(side, *given).result()


def in_turn(sides: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[Any]]:
    """Every side once a round; one round before them warms up and is not kept."""
    found: dict[str, list[Any]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            figure = side()
            if number:
                found[name].append(figure)
    return found


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Of each round, lowest first."""
    return sorted(mine / other for mine, other in zip(ours, theirs, strict=True))


def spread(figures: Sequence[float], form: str = ",.0f") -> str:
    """Lowest / median / highest."""
    return " / ".join(f"{each:{form}}" for each in (min(figures), statistics.median(figures), max(figures)))


def table(title: str, *headings: str) -> Table:
    made = Table(title=f"{title} (load {os.getloadavg()[0]:.1f})")
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if place else "left")
    return made


def peak_mb(process: int | str = "self") -> float:
    """The most memory that a process has had, without what its parent had before it."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    (peak,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
