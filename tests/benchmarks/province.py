"""A province's logs of any size: a demo campus told again as other schools, and for earlier years.

A school is the campus once whole (two years), and nine times its dated facts four years earlier each time.
Every school has branches and people of its own, every telling facts of its own.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from confluent_kafka import Producer

from services.chassis.event_store import Stored
from tests.support.kafka import Broker
from tests.support.telling import opened, shut, told

SOURCES = ("membership", "welfare", "congress", "evaluation")
YEARS = range(0, 40, 4)  # how much earlier each telling lies; leap years stay leap years
DATED = re.compile(r"\.(visit|activity|incident|figure|proposal)-")
OF_FACT = re.compile(rb"(visit|activity|incident|figure|proposal)-[0-9a-f]{4}|(?<=\"id\":\")[0-9a-f]{4}")
OF_SCHOOL = re.compile(rb"(branch|member|group|congress|delegate)-[0-9a-f]{4}")
YEAR = re.compile(rb"202([3-7])-")
KEY = re.compile(rb'"subject":"([^"]*)"')


@dataclass(frozen=True)
class Template:
    """An entry after its sequence and recorded time, with places for school, telling and years."""

    text: bytes
    dated: bool

    @classmethod
    def of(cls, row: Stored) -> "Template":
        text = OF_FACT.sub(lambda found: found[0][:-4] + b"\x02", row.entry[76:])
        text = OF_SCHOOL.sub(lambda found: found[0][:-4] + b"\x01", text)
        return cls(YEAR.sub(lambda found: b"\x1f" + found[1] + b"-", text), bool(DATED.search(row.type)))

    def told(self, school: int, telling: int, years: int) -> bytes:
        text = self.text.replace(b"\x01", b"%04x" % school).replace(b"\x02", b"%04x" % telling)
        for digit in b"34567":
            mark = bytes((0x1F, digit))
            if mark in text:
                text = text.replace(mark, b"%d" % (2020 + digit - 48 - years))
        return text


def templates(size: float) -> Mapping[str, Sequence[Template]]:
    """Those of a demo campus, by source."""
    with tempfile.TemporaryDirectory() as folder:
        told(Path(folder), size=size)
        platform = opened(Path(folder))
        try:
            return {
                name: [Template.of(row) for row in platform.parts[name].store.read(0, 1_000_000)]
                for name in SOURCES
            }
        finally:
            shut(platform)


def log(of: Sequence[Template]) -> Iterator[tuple[bytes, bytes]]:
    """Key and entry of one source's log, without end."""
    position = 0
    for telling in count():
        school, years = telling // len(YEARS), YEARS[telling % len(YEARS)]
        for each in of:
            if years == 0 or each.dated:
                position += 1
                rest = each.told(school, telling, years)
                found = KEY.search(rest)
                yield found[1] if found else b"", head(position) + rest


def head(position: int) -> bytes:
    """Ten thousand entries are recorded in a day."""
    day, second = divmod(position, 10_000)
    at = b"2026-%02d-%02dT%02d:%02d:%02d" % (
        1 + day // 28 % 12, 1 + day % 28, second // 3600, second // 60 % 60, second % 60,
    )  # fmt: skip
    return b'{"sequence":"%016d","recordedtime":"%s.000000Z",' % (position, at)


def shares(number: int, of: Mapping[str, Sequence[Template]]) -> dict[str, int]:
    """How many of so many entries each source tells."""
    weights = {
        name: sum(len(YEARS) if each.dated else 1 for each in found) for name, found in of.items()
    }
    parts = {name: number * weight // sum(weights.values()) for name, weight in weights.items()}
    return {**parts, SOURCES[0]: number - sum(parts.values()) + parts[SOURCES[0]]}


def fill(broker: Broker, topic: str, entries: Iterator[tuple[bytes, bytes]], number: int) -> None:
    """Publish so many entries in order, as fast as librdkafka can."""
    producer = Producer(
        {"bootstrap.servers": broker.bootstrap, "enable.idempotence": True, "linger.ms": 20,
         "queue.buffering.max.messages": 200_000, "batch.size": 1_000_000}
    )  # fmt: skip
    for key, value in islice(entries, number):
        while True:
            try:
                producer.produce(topic, value, key, partition=0)
                break
            except BufferError:
                producer.poll(0.05)
    producer.flush()
