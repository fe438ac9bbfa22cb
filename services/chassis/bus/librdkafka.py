"""Reading from Apache Kafka by librdkafka: the one module that knows the client confluent-kafka.

Several times as fast as the client in Python. librdkafka fetches by name and does not say when a topic
was deleted and made anew; so whatever was read is handed out once the cluster has said which topic it is.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient

from services.chassis.bus.cluster import ANSWER_MS, Settings
from services.chassis.bus.topic import BusAway

NAMES = {  # kafka-python's -> librdkafka's
    "bootstrap_servers": "bootstrap.servers",
    "security_protocol": "security.protocol",
    "ssl_cafile": "ssl.ca.location",
    "ssl_certfile": "ssl.certificate.location",
    "ssl_keyfile": "ssl.key.location",
    "sasl_mechanism": "sasl.mechanism",
    "sasl_plain_username": "sasl.username",
    "sasl_plain_password": "sasl.password",
    "request_timeout_ms": "socket.timeout.ms",
    "reconnect_backoff_max_ms": "reconnect.backoff.max.ms",
}
READING = {
    "group.id": "hearth",  # asked for by the client; nobody joins a group or commits to one
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "error",
    "allow.auto.create.topics": False,
    "fetch.wait.max.ms": 100,
    "fetch.error.backoff.ms": 100,
    "queued.min.messages": 50_000,  # read ahead while a page is being applied
    "queued.max.messages.kbytes": 49_152,
    "fetch.queue.backoff.ms": 5,  # by default it pauses for a second whenever that much is waiting
    "fetch.message.max.bytes": 4_194_304,
}
STRIDE = 500  # records that are asked for at once: twice as fast as by the ten thousand
PAGE_SECONDS = 0.5  # how long a page is gathered of records that are known to be there
LOOK_SECONDS = 3.0  # a topic that was silent for so long is asked whether it is still there
WAIT_SECONDS = 0.2  # between two looks at a topic that ends before the reader's place
UNKNOWN = -1


def translated(settings: Settings) -> dict[str, Any]:
    """The settings of `cluster.client_settings` by librdkafka's names."""
    named = {NAMES[name]: value for name, value in settings.items() if name in NAMES}
    return {**named, "bootstrap.servers": ",".join(settings["bootstrap_servers"])}


@dataclass
class LibrdkafkaRecords:
    """`Records` with one assigned consumer, and a client to ask which topic it is; connected when used."""

    name: str
    settings: Settings
    _consumer: Consumer | None = None
    _admin: AdminClient | None = None
    _place: int = 0
    _end: int = UNKNOWN
    _id: str = ""  # the topic's, as long as the place means something in it
    _looked: float = 0.0
    _causes: dict[str, None] = field(default_factory=dict)  # why no broker was reached

    def seek(self, offset: int) -> None:
        self._place, self._end = offset, UNKNOWN

    def poll(self, limit: int) -> list[bytes]:
        try:
            with self._asking():
                return self._poll(limit)
        except BusAway:
            self._end = UNKNOWN
            raise

    def left(self) -> int:
        return max(0, self._end - self._place)

    def _poll(self, limit: int) -> list[bytes]:
        if self._end == UNKNOWN or time.monotonic() - self._looked > self._patience():
            self._look()
        if self._place > self._end:
            return []
        told, after = self._gathered(limit)
        if told:
            self._must_be_the_same()
            _, end = self._connected().get_watermark_offsets(self._at(), cached=True)
            self._place, self._looked = after, time.monotonic()
            self._end = max(self._end, after, end)
        return told

    def _gathered(self, limit: int) -> tuple[list[bytes], int]:
        """What is known to follow, or what has come meanwhile; and the offset after it."""
        known, told, after = min(limit, self.left()), list[bytes](), self._place
        ends = time.monotonic() + (PAGE_SECONDS if known else 0)
        while len(told) < (known or limit):
            rest = max(0, ends - time.monotonic())
            found = self._taken(min(STRIDE, (known or limit) - len(told)), rest)
            told += [each.value() or b"" for each in found]
            after = (found[-1].offset() or 0) + 1 if found else after
            if not rest:
                break
        return told, after

    def _taken(self, most: int, seconds: float) -> list[Message]:
        found = self._connected().consume(most, seconds)
        problems = [problem for each in found if (problem := each.error())]
        for problem in problems:
            if problem.code() != KafkaError.GROUP_AUTHORIZATION_FAILED:  # no group is needed
                self._must_be_the_same()
                raise KafkaException(problem)
        return [each for each in found if not each.error()] if problems else found

    def _patience(self) -> float:
        return WAIT_SECONDS if self._place > self._end else LOOK_SECONDS

    def _look(self) -> None:
        """Where the topic ends now; a reader that is not on its way in it starts at its place."""
        known = self._end
        self._must_be_the_same()
        _, self._end = self._connected().get_watermark_offsets(self._at(), timeout=self._answer())
        self._looked = time.monotonic()
        if known == UNKNOWN or self._place > known:
            self._connected().assign([self._at(self._place)])

    def _must_be_the_same(self) -> None:
        """Raise BusAway when the topic was made anew: the reader's place means nothing in it."""
        names = TopicCollection([self.name])
        asked = self._asked().describe_topics(names, request_timeout=self._answer())
        now = str(asked[self.name].result().topic_id)
        known, self._id = self._id, now
        if known not in ("", now):
            self._id = ""
            raise BusAway(f"{self.name} was deleted or made anew")

    def _answer(self) -> float:
        return float(self.settings.get("bootstrap_timeout_ms", ANSWER_MS)) / 1_000

    def _at(self, offset: int = 0) -> TopicPartition:
        return TopicPartition(self.name, 0, offset)

    def _connected(self) -> Consumer:
        if self._consumer is None:
            self._consumer = Consumer({**self._ours(), **READING})
        return self._consumer

    def _asked(self) -> AdminClient:
        if self._admin is None:
            self._admin = AdminClient(self._ours())
        return self._admin

    def _ours(self) -> dict[str, Any]:
        heard = {"error_cb": self._overhear, "logger": logging.getLogger("librdkafka")}
        return {**translated(self.settings), **heard}

    def _overhear(self, problem: KafkaError) -> None:
        self._causes[str(problem)] = None

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Whatever Kafka answers instead of what was asked, as BusAway with the causes that were heard."""
        try:
            yield
        except KafkaException as problem:
            self._asked().poll(0)
            causes, self._causes = [str(problem), *self._causes], {}
            raise BusAway(f"{self.name}: {'; '.join(causes)}") from problem

    def close(self) -> None:
        """Let go of the connection."""
        if self._consumer is not None:
            self._consumer.close()
