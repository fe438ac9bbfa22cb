"""The worker's durable fold beside the bare poll-and-decode loop: `python -m tests.benchmarks.bench_fold`.

One topic of a real broker, one client library, one machine, sides taken in turn, each in a process of its
own. The bare loop polls and decodes the two or three fields that a fold needs, and keeps nothing. The
worker counts and sums visits by branch and day into PostgreSQL, position in the same commit, nothing
skipped or doubled. Evaluation's whole fold, on the demo campus told again and again, is shown beside it.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from heapq import merge
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from services.chassis.bus.kafka_python import KafkaTopic
from tests.benchmarks.facts import fill, visits
from tests.benchmarks.fold_sides import Figure, durable, raw
from tests.benchmarks.servers import servers
from tests.benchmarks.sides import alone, in_turn, ratios, spread, table
from tests.support.kafka import Broker
from tests.support.postgres import Cluster
from tests.support.telling import opened, shut, told

LOGS = ("membership", "welfare", "congress", "evaluation")


def campus(size: float, number: int) -> list[bytes]:
    """The demo campus's four logs as one, in order of time; again from the start until there are enough."""
    with tempfile.TemporaryDirectory() as folder:
        told(Path(folder), size=size)
        platform = opened(Path(folder))
        try:
            logs = [platform.parts[name].store.read(0, number) for name in LOGS]
        finally:
            shut(platform)
    rows = merge(*logs, key=lambda row: row.recorded)
    return list(renumbered(islice(cycle([row.entry for row in rows]), number)))


def renumbered(entries: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes at positions 1, 2, 3..."""
    for position, each in enumerate(entries, start=1):
        yield each[:13] + b"%016d" % position + each[29:]


def filled(broker: Broker, entries: Iterable[bytes]) -> str:
    """A new topic that holds these; its name."""
    name = broker.topic()
    with closing(KafkaTopic(name, broker.settings)) as topic:
        fill(topic, entries)
    return name


def compared(
    broker: Broker, server: Cluster, number: int, heard: Sequence[bytes], rounds: int
) -> Mapping[str, list[Figure]]:
    """Every side's figures, `number` visits for the sums and `heard` for evaluation's fold."""
    settings, url = broker.settings, server.create("fold")
    simple, whole = filled(broker, visits(number)), filled(broker, heard)
    sides = {
        "poll and decode": partial(alone, raw, settings, simple, number),
        "count and sum by branch and day": partial(alone, durable, settings, simple, number, url, "sums"),
        "evaluation's fold": partial(alone, durable, settings, whole, len(heard), url, "ledger"),
    }
    try:
        return in_turn(sides, rounds)
    finally:
        server.drop("fold")


def shown(found: Mapping[str, Sequence[Figure]]) -> Table:
    """Rates and ratios as lowest / median / highest of the rounds."""
    made = table("Entries folded a second", "", "a second", "beside the bare loop", "peak MB")
    bare = [each.rate for each in found["poll and decode"]]
    for name, figures in found.items():
        rates = [each.rate for each in figures]
        beside = spread(ratios(rates, bare), ".2f") if rates != bare else ""
        made.add_row(name, spread(rates), beside, f"{max(each.peak for each in figures):.0f}")
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--entries", type=int, default=600_000)
    asked.add_argument("--heard", type=int, default=100_000, help="entries for evaluation's fold")
    asked.add_argument("--size", type=float, default=0.3, help="of the campus that these are taken from")
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    heard = campus(given.size, given.heard)
    with servers() as (broker, server):
        found = compared(broker, server, given.entries, heard, given.rounds)
    Console().print(shown(found))


if __name__ == "__main__":
    main()
