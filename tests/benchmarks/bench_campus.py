"""The demo campus of ten times the size on the platform: `python -m tests.benchmarks.bench_campus --size 10`.

Told through the real commands in one process into the platform's PostgreSQL databases, then published by
the four relay processes to Kafka, then heard by evaluation's worker process, then read over HTTP. Each
stage runs alone. Starting the processes is part of the stage.
"""

import argparse
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table as Shown

from infra.demo.note import known
from infra.platform.running import Platform
from infra.services import SERVICES
from services.chassis.bus.kafka_python import KafkaRecords, client_settings
from services.chassis.bus.topic import full_topic, open_topic
from tests.benchmarks.on_platform import ASLEEP, RELAYS, asking, each_one, tell, wait
from tests.benchmarks.sides import peak_mb, table
from tests.support.embedded import until
from tests.support.platforms import throw_away

WORKER = "evaluation.worker.1"
YEAR = 2026


@dataclass(frozen=True)
class Stages:
    """Seconds of every stage, and what came of it."""

    events: int
    told: float
    relayed: float
    folded: float
    scored: float
    branches: int
    first_read: float
    again: float
    worker_mb: float


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    found = act()
    return time.monotonic() - began, found


def heads(platform: Platform) -> Mapping[str, int]:
    """How long each service's log is."""
    return {name: head(platform.dsn(name)) for name in SERVICES}


def head(address: str) -> int:
    with psycopg.connect(address) as db:
        found = db.execute("select coalesce(max(position), 0) from log").fetchone()
    return int(found[0]) if found else 0


def relayed(platform: Platform) -> None:
    """Start the relays and wait until both topics of every service hold all of its log."""
    wanted = heads(platform)
    platform.scale(RELAYS)
    settings = client_settings(platform.config)
    with ExitStack() as open_ones:
        for service, last in wanted.items():
            for named in (full_topic, open_topic):
                topic = KafkaRecords(named(platform.config.school, service), settings)
                open_ones.enter_context(closing(topic))
                wait(lambda topic=topic, last=last: topic.end() >= last)


def standing(platform: Platform) -> int:
    """How many branches there are today."""
    campus = known(platform.config)
    return sum(unit.until is None for unit in campus.units) if campus else 0


def measured(platform: Platform, size: float) -> Stages:
    """All stages in turn on a platform whose relays and workers have not begun."""
    with asking(platform) as client:
        told, events = timed(lambda: tell(platform, size))
        published, _ = timed(lambda: relayed(platform))

        wanted = heads(platform)

        def answer() -> dict[str, Any]:
            found: dict[str, Any] = client.get(f"/api/scores/?period={YEAR}").json()
            return found

        def heard() -> None:
            platform.scale(each_one("worker", ["evaluation"], 1))
            wait(lambda: answer().get("complete") == wanted)

        def scores() -> int:
            return len(answer().get("items", ()))

        folded, _ = timed(heard)
        scored, _ = timed(lambda: until(lambda: scores() >= standing(platform), "scores are stored", 600))
        first, branches = timed(scores)
        again, _ = timed(scores)
        peak = peak_mb(platform.processes()[WORKER])
    return Stages(events, told, published, folded, scored, branches, first, again, peak)


def shown(found: Stages, size: float) -> Shown:
    made = table(
        f"The demo campus at size {size:g}: {found.events:,} events", "", "seconds", "events a second"
    )
    for name, seconds in (
        ("told through the commands, one process", found.told),
        ("published to eight topics, four relays", found.relayed),
        ("heard by evaluation's worker", found.folded),
    ):
        made.add_row(name, f"{seconds:.1f}", f"{found.events / seconds:,.0f}")
    made.add_row("results stored after that", f"{found.scored:.1f}", "")
    made.add_row(f"scores of {found.branches} branches read, first", f"{found.first_read:.2f}", "")
    made.add_row("read again", f"{found.again:.2f}", "")
    made.add_row("peak memory of the worker, MB", f"{found.worker_mb:.0f}", "")
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=float, default=10.0, help="share of the demo's members")
    given = asked.parse_args()
    with throw_away(ASLEEP) as platform:
        Console().print(shown(measured(platform, given.size), given.size))


if __name__ == "__main__":
    main()
