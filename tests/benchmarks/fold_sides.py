"""Hearth's sides of the fold benchmark and the bare loops of both clients, each in a process of its own."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import confluent_kafka
import kafka
import msgspec
from kafka import TopicPartition
from sqlalchemy import Column, Connection, Date, Engine, Integer, MetaData, Numeric, String, Table, text

from infra.garbage import seldom
from infra.services import root_of
from services.chassis.bus.kafka_python import KafkaRecords, Settings
from services.chassis.bus.librdkafka import READING, LibrdkafkaRecords, translated
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.running.config import Config
from services.chassis.stores.postgres_store import postgres_engine
from services.chassis.worker import Fold, Heard, Worker, reading
from tests.benchmarks.facts import TYPE
from tests.benchmarks.peers.told import cpu, digest, peak

POLL = 2_000  # records, as fast as any number between 500 and 5,000
STRIDE = 500  # of librdkafka: its fastest
READERS = {"kafka-python": KafkaRecords, "librdkafka": LibrdkafkaRecords}


class Visit(msgspec.Struct, gc=False):
    """What a count and a sum by branch and day need of a visit."""

    branch: str
    on: str
    amount: Decimal


class Raw(msgspec.Struct, gc=False):
    """The least that a typed decoder of whole entries needs."""

    type: str
    data: Visit


@dataclass(frozen=True)
class Figure:
    """Of one side in one round: entries a second, CPU seconds per million, peak MB, and the sums' digest.

    The CPU is the process's with all its threads, and that of PostgreSQL's process for it where there is one.
    """

    rate: float
    cpu: float
    peak: float
    sums: str = ""


def figure(number: int, seconds: float, spent: float, sums: str = "") -> Figure:
    return Figure(number / seconds, spent / number * 1e6, peak(), sums)


UPSERT = """
insert into day_sum (day, branch, count, amount)
select * from json_to_recordset(%s) as told (day date, branch text, count int, amount numeric)
on conflict (day, branch) do update
set count = day_sum.count + excluded.count, amount = day_sum.amount + excluded.amount
"""


class Sums:
    """Visits and their amounts by day and branch; a day's rows lie together, for days come in order."""

    version = "1"
    metadata = MetaData()
    hears = {TYPE: Visit}
    sums = Table(
        "day_sum",
        metadata,
        Column("day", Date, primary_key=True),
        Column("branch", String, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("amount", Numeric, nullable=False),
        postgresql_with={"fillfactor": 50},  # late facts change rows that are there
    )

    def apply(self, db: Connection, heard: Iterable[Heard]) -> None:
        amounts: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for each in heard:
            fact = each.fact
            amounts[fact.on, fact.branch].append(fact.amount)
        if amounts:
            rows = [
                {"day": day, "branch": branch, "count": len(told), "amount": sum(told)}
                for (day, branch), told in sorted(amounts.items())
            ]
            db.exec_driver_sql(UPSERT, (msgspec.json.encode(rows).decode(),))


def sums() -> Fold:
    return Sums()


def ledger() -> Fold:
    """Evaluation's own fold."""
    made: Fold = root_of("evaluation").FOLD(Config())
    return made


def bare_python(settings: Settings, topic: str) -> Callable[[], Sequence[bytes]]:
    """kafka-python's poll, and nothing else."""
    consumer = kafka.KafkaConsumer(
        auto_offset_reset="earliest", enable_auto_commit=False, metrics_enabled=False, **settings
    )
    at = TopicPartition(topic, 0)
    consumer.assign([at])
    return lambda: [each.value for each in consumer.poll(1_000, max_records=POLL).get(at, ())]


def bare_librdkafka(
    settings: Settings, topic: str, ahead: Mapping[str, Any] = {}
) -> Callable[[], Sequence[bytes]]:
    """confluent-kafka's `consume`, which is faster than its `poll`, as installed; nothing else."""
    ours = {"group.id": "bare", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
    consumer = confluent_kafka.Consumer({**translated(settings), **ours, **ahead})
    consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
    return lambda: [each.value() or b"" for each in consumer.consume(STRIDE, 1)]


BARE = {
    "kafka-python": bare_python,
    "librdkafka": bare_librdkafka,
    "librdkafka reading ahead": partial(bare_librdkafka, ahead=READING),  # with the adapter's settings
}


def raw(client: str, settings: Settings, topic: str, number: int) -> Figure:
    """Poll and decode: the loop that no consumer on this client can be faster than."""
    poll, decode, found = BARE[client](settings, topic), msgspec.json.Decoder(Raw).decode, 0
    began, before = time.perf_counter(), cpu()
    while found < number:
        facts = [decode(each) for each in poll()]
        found += len(facts)
    return figure(found, time.perf_counter() - began, cpu() - before)


def durable(client: str, settings: Settings, topic: str, number: int, url: str, fold: str) -> Figure:
    """The worker on an empty database, until it has applied everything."""
    seldom()  # as every process of the platform
    made = {"sums": sums, "ledger": ledger}[fold]()
    engine, records = postgres_engine(url), READERS[client](topic, settings)
    with engine.begin() as db:
        for each in (made.metadata, reading):
            each.drop_all(db)
            each.create_all(db)
    worker = Worker(engine, made, {"welfare": TopicFeed("welfare", records)}, now)
    began, before = time.perf_counter(), cpu() + database_cpu(engine)
    while worker.advance("welfare").last < number:
        pass
    found = figure(
        number, time.perf_counter() - began, cpu() + database_cpu(engine) - before, kept(engine, fold)
    )
    records.close()
    engine.dispose()
    return found


def kept(engine: Engine, fold: str) -> str:
    """The digest of what the database holds."""
    if fold != "sums":
        return ""
    with engine.connect() as db:
        rows = db.execute(text("select branch || ' ' || day, count, (amount * 100)::bigint from day_sum"))
        return digest(tuple(row) for row in rows)


def database_cpu(engine: Engine) -> float:
    """CPU seconds so far of PostgreSQL's process behind the one connection of this pool."""
    with engine.connect() as db:
        process = db.execute(text("select pg_backend_pid()")).scalar_one()
    told = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def now() -> datetime:
    return datetime.now(UTC)
