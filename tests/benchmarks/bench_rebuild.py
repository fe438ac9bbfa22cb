"""A rebuild of evaluation's read models beside the live ones: `python -m tests.benchmarks.bench_rebuild`.

A province's logs on a real broker, the full catalogue and all that explanations need into PostgreSQL,
stretches side by side. Meanwhile a process of its own tells a visit every second, keeps the live
generation current and asks for the branch's score: every visit must be in it. The rebuilt generation is
compared with the live one, swapped in, and swapped back at the end. Once for each Kafka client there is.
"""

import argparse
import os
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select, text

from infra.processes import feeds_from_kafka
from infra.services import root_of
from infra.side_by_side import SIZE, SideBySide, bulk_of
from services.chassis.bus.topic import full_topic
from services.chassis.running.assembly import Around, engine_of, views_of
from services.chassis.running.config import Config
from services.chassis.views import Views
from services.chassis.worker import parked
from tests.benchmarks.live import Freshness, attend, now
from tests.benchmarks.province import SOURCES, fill, log, shares, templates
from tests.benchmarks.servers import servers
from tests.benchmarks.sides import peak_mb, table
from tests.support.kafka import Broker
from tests.support.postgres import Cluster

CLIENTS = {"kafka-python": "kafka-python", "confluent": "librdkafka"}
TICKS = os.sysconf("SC_CLK_TCK")
SCHOOL = "bench"


@dataclass
class Rebuilt:
    """Seconds of wall and of processors, and what the processes needed."""

    entries: int
    steps: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    peak: float = 0.0  # MB of a reader
    live_peak: float = 0.0  # MB of the process that keeps the live generation current and asks for scores
    seen: list[tuple[int, float]] = field(default_factory=list)  # position and time left, as it was shown
    live: Freshness | None = None

    @property
    def seconds(self) -> float:
        return sum(self.steps.values())


def views(config: Config) -> Views:
    """Evaluation's generations, as the command line opens them."""
    again = lambda: feeds_from_kafka(config, "evaluation")  # noqa: E731
    around = Around(tokens=None, feeds=again(), again=again, clock=now)  # type: ignore[arg-type]
    made = views_of(config, root_of("evaluation"), engine_of(config, "evaluation"), around)
    assert made is not None
    made.bulk = bulk_of(config, "evaluation")
    return made


def processor(pid: int) -> float:
    """Seconds of processor of a process and of its children that have ended."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]
    return sum(map(int, ticks)) / TICKS


def spent(broker: Broker, server: Cluster) -> dict[str, float]:
    """Seconds of processor so far: this process and its readers, the broker, PostgreSQL."""
    main = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    sessions = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    assert broker.child
    own = os.times()
    return {
        "workers": own.user + own.system + own.children_user + own.children_system,
        "PostgreSQL": processor(main) + sum(processor(int(each)) for each in sessions),
        "Kafka": processor(broker.child.pid),
    }


def rebuilt(config: Config, broker: Broker, server: Cluster, live: int) -> Rebuilt:
    """One rebuild, watched; `live` is the process that keeps the live generation current."""
    made, before = views(config), spent(broker, server)
    building, began = made.rebuild(), time.perf_counter()
    found = Rebuilt(0)
    while not building.step():
        readers = [each.pid for each in active_children() if each.pid not in (None, live)]
        found.peak = max([found.peak, *map(peak_mb, readers)])
        at = building.progress()
        if at.seconds_left is not None:
            found.seen.append((at.position, at.seconds_left))
    found.entries = building.progress().position
    found.steps["read, joined"] = time.perf_counter() - began
    began = time.perf_counter()
    rows = building.finish()
    assert rows["folio"] > 0
    found.steps["compared, swapped"] = time.perf_counter() - began
    after = spent(broker, server)
    found.cpu = {name: after[name] - before[name] for name in after}
    proved(made)
    drop(made)
    return found


def proved(made: Views) -> None:
    """Whole up to the head of every source, and nothing set aside."""
    heads = {name: feed.read(0, 1).head for name, feed in feeds_of(made).items()}
    while any(each.behind for each in made.step()):
        pass
    with made.live().connect() as db:
        assert db.execute(select(parked.c.source)).first() is None
    for each in made.step():
        assert each.last >= heads[each.source]


def feeds_of(made: Views) -> Mapping[str, Any]:
    assert made.again
    return made.again()


def drop(made: Views) -> None:
    """Generations that are let go: the disk need not hold them."""
    with made.engine.begin() as db:
        gone = db.execute(text("select number from generation where state = 'dropped'")).scalars().all()
        for number in gone:
            db.execute(text(f"drop schema if exists view_{number} cascade"))


def beside_live(config: Config, broker: Broker, server: Cluster, branch: str) -> Rebuilt:
    """A rebuild while another process keeps the live generation current and asks for scores."""
    spawning = get_context("spawn")
    stop, told = spawning.Event(), spawning.Queue()
    other = spawning.Process(target=attend, args=(config, branch, stop, told), daemon=True)
    other.start()
    assert told.get(timeout=300) == "ready"
    try:
        found = rebuilt(config, broker, server, other.pid or 0)
        found.live_peak = peak_mb(other.pid or 0)
    finally:
        stop.set()
    found.live = told.get(timeout=300)
    other.join()
    return found


def first(config: Config) -> float:
    """The live generation, made by the same stretches; how many seconds."""
    made, began = views(config), time.perf_counter()
    number = made.number("live") or made._start("live")
    heads = {name: feed.read(0, 1).head for name, feed in feeds_of(made).items()}
    read = bulk_of(config, "evaluation")(made, number, heads)
    assert isinstance(read, SideBySide), f"at least {SIZE} entries"
    while not read():
        pass
    return time.perf_counter() - began


def returned(config: Config) -> float:
    """Seconds of the way back to the generation before."""
    made, began = views(config), time.perf_counter()
    now_live = made.number("live")
    made.back()
    assert made.number("live") != now_live
    return time.perf_counter() - began


def filled(broker: Broker, number: int, size: float) -> str:
    """Topics with so many entries; a branch to ask for."""
    made = templates(size)
    for source, entries in shares(number, made).items():
        fill(broker, broker.topic(full_topic(SCHOOL, source)), log(made[source]), entries)
    return made["membership"][0].branch()


def shown(found: Mapping[str, Rebuilt]) -> Table:
    made = table(
        "A rebuild beside the live view", "", "entries", "seconds", "entries/s", "of it", "CPU seconds",
        "peak MB: a reader, live", "live: visit to score, ms", "visits, all in the score",
    )  # fmt: skip
    for client, each in found.items():
        live = each.live
        assert live
        made.add_row(
            CLIENTS[client],
            f"{each.entries:,}",
            f"{each.seconds:.0f}",
            f"{each.entries / each.seconds:,.0f}",
            ", ".join(f"{name} {seconds:.0f}" for name, seconds in each.steps.items()),
            ", ".join(f"{name} {seconds:.0f}" for name, seconds in each.cpu.items()),
            f"{each.peak:.0f}, {each.live_peak:.0f}",
            f"p50 {statistics.median(live.ms):.0f}, most {max(live.ms):.0f}",
            f"{live.visits}",
        )
    return made


def clients() -> list[str]:
    try:
        import confluent_kafka  # noqa: F401
    except ImportError:
        return ["kafka-python"]
    return list(CLIENTS)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--entries", type=int, default=10_000_000)
    asked.add_argument("--size", type=float, default=0.3, help="of the campus that a school is")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--clients", nargs="+", default=clients(), choices=clients())
    given = asked.parse_args()
    with servers() as (broker, server):
        say = Console(stderr=True).print
        began = time.perf_counter()
        branch = filled(broker, given.entries, given.size)
        say(f"{given.entries:,} entries on {len(SOURCES)} topics in {time.perf_counter() - began:.0f} s")
        server.create("evaluation")
        config = Config(
            school=SCHOOL, kafka=broker.bootstrap, database_url=server.url("{service}"),
            rebuild_processes=given.processes, kafka_client=given.clients[-1],
        )  # fmt: skip
        say(f"the live generation in {first(config):.0f} s")
        found = {}
        for client in given.clients:
            found[client] = beside_live(replace(config, kafka_client=client), broker, server, branch)
            say(f"{client}: {found[client].seconds:.0f} s, {found[client].cpu}")
        say(f"back in {returned(config):.1f} s")
    Console(width=200).print(shown(found))


if __name__ == "__main__":
    main()
