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


MARK = re.compile(rb"[\x01\x02\x03-\x07]")  # school, telling, the years 2023 to 2027


@dataclass(frozen=True)
class Template:
    """An entry after its sequence and recorded time, with places for school, telling and years."""

    form: bytes
    marks: tuple[int, ...]
    key: tuple[bytes, tuple[int, ...]]
    dated: bool

    @classmethod
    def of(cls, row: Stored) -> "Template":
        text = OF_FACT.sub(lambda found: found[0][:-4] + b"\x02", row.entry[76:])
        text = OF_SCHOOL.sub(lambda found: found[0][:-4] + b"\x01", text)
        text = YEAR.sub(lambda found: bytes((int(found[1]),)) + b"-", text)
        found = KEY.search(text)
        return cls(*form(text), form(found[1] if found else b""), bool(DATED.search(row.type)))

    def told(self, values: Mapping[int, bytes]) -> tuple[bytes, bytes]:
        """Key and entry."""
        key, marks = self.key
        return key % tuple([values[each] for each in marks]), self.form % tuple(
            [values[each] for each in self.marks]
        )

    def branch(self) -> str:
        """The first branch that it names, of the first school."""
        _, _, rest = self.form.partition(b'"branch":"branch-%b')
        return "branch-0000" + rest.partition(b'"')[0].decode()


def form(text: bytes) -> tuple[bytes, tuple[int, ...]]:
    """A format string and what belongs in its places."""
    return MARK.sub(b"%b", text.replace(b"%", b"%%")), tuple(each[0] for each in MARK.findall(text))


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
        values = {year: b"%d" % (2020 + year - years) for year in range(3, 8)}
        values |= {1: b"%04x" % school, 2: b"%04x" % telling}
        for each in of:
            if years == 0 or each.dated:
                position += 1
                key, rest = each.told(values)
                yield key, head(position) + rest


def head(position: int) -> bytes:
    """Ten thousand entries are recorded in a day."""
    day, second = divmod(position, 10_000)
    at = b"2026-%02d-%02dT%02d:%02d:%02d" % (
        1 + day // 28 % 12, 1 + day % 28, second // 3600, second // 60 % 60, second % 60,
    )  # fmt: skip
    return b'{"sequence":"%016d","recordedtime":"%s.000000Z",' % (position, at)


def shares(number: int, of: Mapping[str, Sequence[Template]]) -> dict[str, int]:
    """How many of so many entries each source tells."""
    weights = {name: sum(len(YEARS) if each.dated else 1 for each in found) for name, found in of.items()}
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
