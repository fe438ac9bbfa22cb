"""The sides of the relay benchmark, each run in a process of its own: the bare producer loop, and relays."""

import time
from collections.abc import Sequence

import kafka

from services.chassis.bus.kafka_python import BATCH_BYTES, FOREVER_MS, HEADERS, KafkaTopic, Settings
from services.chassis.bus.relay import Relay
from services.chassis.bus.shown import Shows, openly, whole
from services.chassis.stores.sql_store import PostgresStore, postgres_engine

SOURCE = "/hearth/bench/welfare"


def produced(settings: Settings, topic: str, url: str, number: int) -> float:
    """Records a second of a producer that sends what it holds in memory and waits only at the end."""
    engine = postgres_engine(url, 1)
    records = [whole(row) for row in PostgresStore(engine).read(0, number)]
    engine.dispose()
    producer = kafka.KafkaProducer(
        acks="all", enable_idempotence=True, batch_size=BATCH_BYTES, delivery_timeout_ms=FOREVER_MS,
        max_block_ms=FOREVER_MS, metrics_enabled=False, **settings,
    )  # fmt: skip
    producer.partitions_for(topic)
    began = time.perf_counter()
    sent = [producer.send(topic, each.value, each.key, HEADERS, 0) for each in records]
    for each in sent:
        each.get()
    spent = time.perf_counter() - began
    producer.close()
    return len(records) / spent


def relayed(settings: Settings, topics: Sequence[str], url: str, number: int) -> float:
    """Entries a second of a relay process: read from the store, shown, published and acknowledged.

    The second topic, where there is one, is the open one.
    """
    engine = postgres_engine(url, 2)
    shows: tuple[Shows, Shows] = whole, openly(SOURCE)
    filled = [KafkaTopic(name, settings) for name in topics]
    relays = [Relay(PostgresStore(engine), *each) for each in zip(filled, shows, strict=False)]
    for each in relays:
        each.step()  # connects, and makes sure that topic and store agree
    began = time.perf_counter()
    while any([each.step() for each in relays]):
        pass
    spent = time.perf_counter() - began
    for topic in filled:
        topic.close()
    engine.dispose()
    return (number - relays[0].page) / spent
