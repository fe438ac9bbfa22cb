"""The relay beside the bare producer loop of the same client: `python -m tests.benchmarks.bench_relay`.

A log of visits in PostgreSQL, one bare broker, sides taken in turn, each in a process of its own, each
round into new topics. The bare loop has everything in memory, sends it without a pause and waits once, at
the end. The relay reads its store, sends a page, waits until all of it is acknowledged, and goes on. A
relay process fills two topics: the full one, and the open one with a stub for each restricted entry.
"""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from rich.console import Console
from rich.table import Table

from services.chassis import entry
from services.chassis.entry import Prepared
from services.chassis.event_store import Append
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.sql_store import PostgresStore, postgres_engine
from tests.benchmarks.facts import TYPE, visits
from tests.benchmarks.relay_sides import produced, relayed
from tests.benchmarks.servers import servers
from tests.benchmarks.sides import alone, in_turn, ratios, spread, table
from tests.support.kafka import Broker
from tests.support.postgres import Cluster

BARE = "producer loop, all in memory"
APPENDED = 500  # events an append


def logged(server: Cluster, number: int) -> str:
    """A new database whose log holds so many visits; its URL."""
    url = server.create("relay")
    engine = postgres_engine(url, 1)
    create_all(engine)
    store, facts = PostgresStore(engine), visits(number)
    head = len(entry.complete(0, entry.NEVER, b""))
    while page := [each[head:] for each in islice(facts, APPENDED)]:
        events = [prepared(version, rest) for version, rest in enumerate(page, 1)]
        store.append(Append(f"visit-of-{events[0].id}", 0, events, datetime.now(UTC)))
    engine.dispose()
    return url


def prepared(version: int, rest: bytes) -> Prepared:
    told = entry.read(entry.complete(0, entry.NEVER, rest))
    return Prepared(told.id, TYPE, version, rest, None, None)


def compared(broker: Broker, server: Cluster, number: int, rounds: int) -> Mapping[str, list[float]]:
    """Records or entries a second of every side."""
    settings, url = broker.settings, logged(server, number)

    def relays(topics: int) -> float:
        return float(alone(relayed, settings, [broker.topic() for _ in range(topics)], url, number))

    sides = {
        BARE: lambda: float(alone(produced, settings, broker.topic(), url, number)),
        "relay, the full topic": partial(relays, 1),
        "relay, full and open topic": partial(relays, 2),
    }
    try:
        return in_turn(sides, rounds)
    finally:
        server.drop("relay")


def shown(found: Mapping[str, Sequence[float]]) -> Table:
    """Rates and ratios as lowest / median / highest of the rounds."""
    made = table("Entries published a second", "", "entries", "records", "records beside the bare loop")
    for name, rates in found.items():
        records = [each * (2 if "open" in name else 1) for each in rates]
        beside = "" if name == BARE else spread(ratios(records, found[BARE]), ".2f")
        made.add_row(name, spread(rates), spread(records), beside)
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--entries", type=int, default=60_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    with servers() as (broker, server):
        found = compared(broker, server, given.entries, given.rounds)
    Console().print(shown(found))


if __name__ == "__main__":
    main()
