"""The sides of the fold benchmark, each run in a process of its own: the raw loop, and the worker."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import kafka
import msgspec
from kafka import TopicPartition
from sqlalchemy import Column, Connection, Date, Integer, MetaData, Numeric, String, Table

from infra.services import root_of
from services.chassis.bus.kafka_python import KafkaRecords, Settings
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.running.config import Config
from services.chassis.stores.postgres_store import postgres_engine
from services.chassis.worker import Fold, Heard, Worker, reading
from tests.benchmarks.facts import TYPE
from tests.benchmarks.sides import peak_mb

POLL = 2_000  # records, as fast as any number between 500 and 5,000


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
    """Of one side in one round; peak of the process in MB."""

    rate: float
    peak: float


UPSERT = """
insert into day_sum (branch, day, count, amount)
select * from json_to_recordset(%s) as told (branch text, day date, count int, amount numeric)
on conflict (branch, day) do update
set count = day_sum.count + excluded.count, amount = day_sum.amount + excluded.amount
"""


class Sums:
    """Visits and their amounts by branch and day."""

    version = "1"
    metadata = MetaData()
    hears = {TYPE: Visit}
    sums = Table(
        "day_sum",
        metadata,
        Column("branch", String, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("count", Integer, nullable=False),
        Column("amount", Numeric, nullable=False),
    )

    def apply(self, db: Connection, heard: Sequence[Heard]) -> None:
        amounts: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for each in heard:
            fact = each.fact
            amounts[fact.branch, fact.on].append(fact.amount)
        if amounts:
            rows = [
                {"branch": branch, "day": day, "count": len(told), "amount": sum(told)}
                for (branch, day), told in sorted(amounts.items())
            ]
            db.exec_driver_sql(UPSERT, (msgspec.json.encode(rows).decode(),))


def sums() -> Fold:
    return Sums()


def ledger() -> Fold:
    """Evaluation's own fold."""
    made: Fold = root_of("evaluation").FOLD(Config())
    return made


def raw(settings: Settings, topic: str, number: int) -> Figure:
    """Poll and decode, and nothing else: the loop that no consumer on this client can be faster than."""
    consumer = kafka.KafkaConsumer(
        auto_offset_reset="earliest", enable_auto_commit=False, metrics_enabled=False, **settings
    )
    at, decode, found = TopicPartition(topic, 0), msgspec.json.Decoder(Raw).decode, 0
    consumer.assign([at])
    began = time.perf_counter()
    while found < number:
        facts = [decode(each.value) for each in consumer.poll(1_000, max_records=POLL).get(at, ())]
        found += len(facts)
    spent = time.perf_counter() - began
    consumer.close()
    return Figure(found / spent, peak_mb())


def durable(settings: Settings, topic: str, number: int, url: str, fold: str) -> Figure:
    """The worker on an empty database, until it has applied everything."""
    made = {"sums": sums, "ledger": ledger}[fold]()
    engine, records = postgres_engine(url), KafkaRecords(topic, settings)
    with engine.begin() as db:
        for each in (made.metadata, reading):
            each.drop_all(db)
            each.create_all(db)
    worker = Worker(engine, made, {"welfare": TopicFeed("welfare", records)}, now)
    began = time.perf_counter()
    while worker.advance("welfare").last < number:
        pass
    spent = time.perf_counter() - began
    records.close()
    engine.dispose()
    return Figure(number / spent, peak_mb())


def now() -> datetime:
    return datetime.now(UTC)
