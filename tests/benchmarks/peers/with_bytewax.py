"""The fold by Bytewax: `python -m tests.benchmarks.peers.with_bytewax BOOTSTRAP TOPIC NUMBER FOLDER`.

As its documentation recommends for throughput: batches of a thousand from Kafka (its default), operators that
take a batch at once (`flat_map_batch`, `stateful_batch`), recovery on, with a snapshot every ten seconds
(its default) into a SQLite partition.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.operators import StatefulBatchLogic
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import TestingSink, cluster_main

from tests.benchmarks.peers.told import Watch, visit

Told = tuple[int, int]
watch = Watch()


class Sums(StatefulBatchLogic[int, Told, Told]):
    """Of one key: how many, and cents."""

    def __init__(self, told: Told | None) -> None:
        self.count, self.cents = told or (0, 0)

    def on_batch(self, values: list[int]) -> tuple[Iterable[Told], bool]:
        self.count += len(values)
        self.cents += sum(values)
        return (), StatefulBatchLogic.RETAIN

    def on_eof(self) -> tuple[Iterable[Told], bool]:
        return (self.snapshot(),), StatefulBatchLogic.RETAIN

    def snapshot(self) -> Told:
        return self.count, self.cents


def heard(batch: list[KafkaSourceMessage]) -> Iterator[tuple[str, int]]:
    watch.start()
    for each in batch:
        told = visit(each.value)
        yield told.key, told.cents


def main(bootstrap: str, topic: str, _: str, folder: str) -> None:
    """To the topic's end, however many it has."""
    found: list[tuple[str, Told]] = []
    flow = Dataflow("fold")
    keyed = op.flat_map_batch(
        "heard", op.input("read", flow, KafkaSource([bootstrap], [topic], tail=False)), heard
    )
    op.output("told", op.stateful_batch("sums", keyed, Sums), TestingSink(found))
    init_db_dir(Path(folder), 1)
    cluster_main(flow, [], 0, recovery_config=RecoveryConfig(folder), epoch_interval=timedelta(seconds=10))
    watch.stop()
    watch.tell((key, count, cents) for key, (count, cents) in found)


if __name__ == "__main__":
    main(*sys.argv[1:])
