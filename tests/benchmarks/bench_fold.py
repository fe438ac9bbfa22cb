"""One fold by Hearth, Quix Streams, Bytewax and Faust: `make bench-fold`.

One topic of a real broker, one worker each, sides taken in turn, each in a process of its own: visits counted
and summed by branch and day into durable state. Every side must come to the same sums, or the benchmark
fails. The bare loops poll and decode the fields that the fold needs, and keep nothing. Evaluation's whole
fold, on the demo campus told again and again, is shown beside them.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from services.chassis.bus.kafka_python import KafkaTopic, Settings
from tests.benchmarks.facts import fill, visits
from tests.benchmarks.fold_peers import PEERS, peer
from tests.benchmarks.fold_sides import BARE, READERS, Figure, durable, raw
from tests.benchmarks.peers.told import digest, visit
from tests.benchmarks.servers import servers
from tests.benchmarks.sides import alone, ratios, spread, table
from tests.support.kafka import Broker
from tests.support.postgres import Cluster
from tests.support.telling import opened, shut, told

LOGS = ("membership", "welfare", "congress", "evaluation")
AIMS = {  # of Hearth on each client, beside its bare loop and the peers
    "kafka-python": {"bare kafka-python": 0.8, "Quix Streams": 2.0, "Faust": 12.0},
    "librdkafka": {"bare librdkafka": 0.5, "Quix Streams": 6.0, "Bytewax": 1.4},
}
Found = Mapping[str, Sequence[Figure]]
say = Console(stderr=True).print


@dataclass
class Tally:
    """What passed, counted and summed on its own: what every side must come to."""

    sums: dict[str, tuple[int, int]]

    def through(self, entries: Iterable[bytes]) -> Iterator[bytes]:
        for each in entries:
            seen = visit(each)
            count, cents = self.sums.get(seen.key, (0, 0))
            self.sums[seen.key] = (count + 1, cents + seen.cents)
            yield each

    def digest(self) -> str:
        return digest((key, count, cents) for key, (count, cents) in self.sums.items())


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


@dataclass(frozen=True)
class Load:
    """What is folded: `number` visits in one topic, a first part of them by Faust, `heard` for evaluation."""

    number: int
    faust: int
    heard: Sequence[bytes]
    peers: Sequence[str] = tuple(PEERS)


def compared(broker: Broker, server: Cluster, load: Load, rounds: int) -> Found:
    """Every side's figures, a side at a time in turn. Raises when one comes to other sums."""
    wanted, part = Tally({}), Tally({})
    for _ in part.through(visits(load.faust)):
        pass
    url, settings = server.create("fold"), broker.settings
    simple = filled(broker, wanted.through(visits(load.number)))
    made = sides(load, settings, url, simple, filled(broker, load.heard))
    known = {"Faust": part.digest(), "": wanted.digest()}
    found: dict[str, list[Figure]] = {name: [] for name in made}
    try:
        for number in range(rounds):
            for name, side in made.items():
                figure = side()
                say(f"round {number + 1}, {name}: {figure.rate:,.0f} a second, {figure.cpu:.1f} s of CPU")
                if figure.sums not in ("", known.get(name, known[""])):
                    raise SystemExit(f"{name} came to other sums than were told")
                found[name].append(figure)
    finally:
        server.drop("fold")
    return found


def sides(
    load: Load, settings: Settings, url: str, simple: str, whole: str
) -> Mapping[str, Callable[[], Figure]]:
    """In the order in which they are taken: each client's own, then the peers."""
    made: dict[str, Callable[[], Figure]] = {}
    for client in BARE:
        made[f"bare {client}"] = partial(alone, raw, client, settings, simple, load.number)
    for client in READERS:
        ours = partial(alone, durable, client, settings)
        made[f"Hearth, {client}"] = partial(ours, simple, load.number, url, "sums")
        made[f"evaluation's fold, {client}"] = partial(ours, whole, len(load.heard), url, "ledger")
    for name in load.peers:
        number = load.faust if name == "Faust" else load.number
        made[name] = partial(peer, PEERS[name], settings, simple, number)
    return made


def shown(found: Found) -> Table:
    """Rates as lowest / median / highest of the rounds."""
    made = table("Entries folded a second", "", "a second", "CPU s a million", "peak MB")
    for name, figures in found.items():
        spent = spread([each.cpu for each in figures], ".1f")
        highest = max(each.peak for each in figures)
        made.add_row(name, spread([each.rate for each in figures]), spent, f"{highest:.0f}")
    return made


def beside(found: Found) -> Table:
    """Hearth's rate divided by the others' of the same round, and what it should be."""
    made = table("Hearth beside", "", "lowest / median / highest", "aim", "CPU, median")
    for client, aims in AIMS.items():
        ours = found[f"Hearth, {client}"]
        for other in (*(f"bare {each}" for each in BARE if each.startswith(client)), *PEERS):
            theirs = found.get(other, ())
            if theirs:
                rates = ratios([each.rate for each in ours], [each.rate for each in theirs])
                cpu = median(ratios([each.cpu for each in ours], [each.cpu for each in theirs]))
                aim = f"{aims[other]:g}" if other in aims else ""
                made.add_row(f"{client}: {other}", spread(rates, ".2f"), aim, f"{cpu:.2f}")
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--entries", type=int, default=600_000)
    asked.add_argument(
        "--faust", type=float, default=0.1, help="share of them that Faust folds: it takes long"
    )
    asked.add_argument("--heard", type=int, default=100_000, help="entries for evaluation's fold")
    asked.add_argument("--size", type=float, default=0.3, help="of the campus that these are taken from")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--peers", action="store_true", help="beside the stream processors (make bench-fold)")
    given = asked.parse_args()
    peers = tuple(PEERS) if given.peers else ()
    load = Load(given.entries, int(given.entries * given.faust), campus(given.size, given.heard), peers)
    with servers() as (broker, server):
        found = compared(broker, server, load, given.rounds)
    for each in (shown(found), beside(found)):
        Console(width=120).print(each)


if __name__ == "__main__":
    main()
