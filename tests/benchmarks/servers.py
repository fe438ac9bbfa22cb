"""The servers of the platform benchmarks: a bare Kafka broker and a PostgreSQL cluster, gone at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.kafka import Broker, absent, broker
from tests.support.postgres import Cluster, binaries, cluster


@contextmanager
def servers() -> Iterator[tuple[Broker, Cluster]]:
    """Both, with their default durability. Says what is missing."""
    programs = binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    if lack := absent():
        raise SystemExit(lack)
    with broker() as bus, cluster(programs) as server:
        yield bus, server
