"""The bus on Apache Kafka: the one module that knows the client kafka-python.

Readers have an assigned consumer per topic and keep no offsets; a consumer group only says whose a topic
is. The producer is idempotent, waits for all replicas, and never gives a page up on its own.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import kafka
from kafka import TopicPartition, admin, errors
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.net.compat import KafkaNetClient
from kafka.record import util as checksums

from services.chassis.bus.cluster import ANSWER_MS, Right, Settings, TopicState
from services.chassis.bus.cluster import client_settings as client_settings
from services.chassis.bus.topic import Broken, BusAway, Record

HEADERS = [("content-type", b"application/cloudevents+json")]
WAIT_MS = 1_000  # how long a poll waits for records that are known to be there
PAGE_SECONDS = 0.5  # how long a page is gathered from polls that each bring something
LONG_POLL_MS = 100  # how long the broker holds a fetch; what is asked meanwhile waits behind it
LOOK_SECONDS = 3.0  # a topic that was silent for so long is asked whether it is still there
BUSY_SECONDS = 0.05  # who did not ask for so long may have missed that a topic was made anew and filled
WAIT_SECONDS = 0.2  # between two looks at a topic that ends before the reader's place
GONE_SECONDS = 30.0  # in which a deleted topic is seen no more
BATCH_BYTES = 262_144
FOREVER_MS = 2**31 - 1
SESSION_MS = 10_000  # a process that is silent for so long has lost its share
SILENT_SECONDS = 60.0  # so has one that lives and does not ask for it
UNKNOWN = -1
READING = {"enable_auto_commit": False, "allow_auto_create_topics": False, "metrics_enabled": False}


def slow_checksums() -> str:
    """Why records would be read at a fraction of the rate; empty when the C checksum is in use."""
    if checksums.crc32c_c is not None:
        return ""
    return "kafka-python computes CRC-32C in Python: install it as kafka-python[crc32c]"


@contextmanager
def asking(whom: str) -> Iterator[None]:
    """Whatever Kafka answers instead of what was asked, as BusAway."""
    try:
        yield
    except (errors.KafkaError, OSError) as problem:
        raise BusAway(f"{whom}: {problem}") from problem


class Overheard(logging.Handler):
    """Why no broker was reached: kafka-python says it only in its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.causes: dict[str, None] = {}

    def emit(self, said: logging.LogRecord) -> None:
        if said.levelno == logging.WARNING:
            self.causes.update({str(each): None for each in said.args or () if isinstance(each, Exception)})


def made(client: Callable[..., Any], **settings: Any) -> Any:
    """A client that has reached a broker; one that has not leaves nothing running. Raises BusAway."""
    links: list[KafkaNetClient] = []
    overheard, log = Overheard(), logging.getLogger("kafka.net.manager")

    def link(**kind: Any) -> KafkaNetClient:
        links.append(KafkaNetClient(**kind))
        return links[-1]

    log.addHandler(overheard)
    try:
        return client(kafka_client=link, **settings)
    except (errors.KafkaError, OSError) as problem:
        for each in links:
            each.close()
        raise BusAway("; ".join([str(problem), *overheard.causes])) from problem
    finally:
        log.removeHandler(overheard)


@dataclass
class KafkaTopic:
    """`Topic` with one idempotent producer, connected when the first page is published."""

    name: str
    settings: Settings
    _producer: kafka.KafkaProducer = None

    def identity(self) -> str:
        with Administration(self.settings) as cluster:
            found = cluster.topics([self.name])
        if not found:
            raise BusAway(f"{self.name}: there is no such topic")
        return found[self.name].id

    def end(self) -> int:
        with closing(KafkaRecords(self.name, self.settings)) as records:
            return records.end()

    def tail(self, limit: int) -> list[bytes]:
        with closing(KafkaRecords(self.name, self.settings)) as records:
            records.seek(max(0, records.end() - limit))
            found = records.poll(limit)
            while records.left():
                found += records.poll(limit)
        return found[-limit:]

    def publish(self, page: Sequence[Record]) -> int:
        send, stop = self._connected().send, self._stop
        try:
            sent = [send(self.name, each.value, each.key, HEADERS, 0).add_errback(stop) for each in page]
            return int([each.get() for each in sent][-1].offset)
        except errors.KafkaError as problem:
            self._stop(problem)
            raise Broken(f"{self.name}: {problem}") from problem

    def _stop(self, _: object) -> None:
        """Send nothing more: the client itself would go on with what follows a failed batch, over a hole."""
        self._producer._sender.force_close()

    def _connected(self) -> kafka.KafkaProducer:
        if self._producer is None:
            with asking(self.name):
                self._producer = made(
                    kafka.KafkaProducer,
                    acks="all",
                    enable_idempotence=True,
                    batch_size=BATCH_BYTES,
                    delivery_timeout_ms=FOREVER_MS,
                    max_block_ms=FOREVER_MS,
                    allow_auto_create_topics=False,
                    metrics_enabled=False,
                    **self.settings,
                )
        return self._producer

    def close(self) -> None:
        """Let go of the connection."""
        if self._producer is not None:
            self._producer.close(timeout=1)


@dataclass
class KafkaRecords:
    """`Records` with one assigned consumer, connected when it is first asked."""

    name: str
    settings: Settings
    _consumer: kafka.KafkaConsumer = None
    _place: int = 0
    _end: int = UNKNOWN
    _id: object = None  # the topic's, as long as the place means something in it
    _looked: float = 0.0
    _asked: float = 0.0

    def seek(self, offset: int) -> None:
        self._place, self._end = offset, UNKNOWN

    def poll(self, limit: int) -> list[bytes]:
        """As long as more is known to follow, several of the client's polls: one gives a mebibyte at most."""
        ends = time.monotonic() + PAGE_SECONDS
        try:
            with asking(self.name):
                found = more = self._poll(limit)
                while more and self.left() and len(found) < limit and time.monotonic() < ends:
                    found += (more := self._poll(limit - len(found)))
        except BusAway:
            self._end = UNKNOWN
            raise
        return found

    def left(self) -> int:
        return max(0, self._end - self._place)

    def end(self) -> int:
        """The offset after the last record. Raises BusAway."""
        at = TopicPartition(self.name, 0)
        with asking(self.name):
            return int(self._connected().end_offsets([at], timeout_ms=ANSWER_MS)[at])

    def _poll(self, limit: int) -> list[bytes]:
        if self._due():
            self._look()
        if self._place > self._end:
            return []
        at = TopicPartition(self.name, 0)
        found = self._consumer.poll(WAIT_MS if self.left() else 0, max_records=limit).get(at, [])
        self._asked = time.monotonic()
        self._must_be_the_same()
        if found:
            self._place, self._looked = found[-1].offset + 1, self._asked
        self._end = max(self._end, self._consumer.highwater(at) or 0)
        return [each.value for each in found]

    def _due(self) -> bool:
        """Whether to look: a fetch names the topic, and brings what another of that name holds there."""
        now = time.monotonic()
        if self._place > self._end > UNKNOWN:
            return now - self._looked > WAIT_SECONDS
        return self._end == UNKNOWN or now - self._looked > LOOK_SECONDS or now - self._asked > BUSY_SECONDS

    def _look(self) -> None:
        """Which topic it is and where it ends; a reader that is not on its way in it starts at its place."""
        known, self._end, self._looked = self._end, self.end(), time.monotonic()
        self._consumer._manager.run(self._consumer._cluster.refresh_metadata)
        self._must_be_the_same()
        if known == UNKNOWN or self._place > known:
            at = TopicPartition(self.name, 0)
            self._consumer.assign([])  # forget the topic's last end and any complaint about the place
            self._consumer.assign([at])
            self._consumer.seek(at, self._place)

    def _must_be_the_same(self) -> None:
        """Raise BusAway when the topic was made anew: the reader's place means nothing in it."""
        now = self._consumer._cluster.topic_id(self.name)
        if self._id not in (None, now):
            self._id = None
            raise BusAway(f"{self.name} was deleted or made anew")
        self._id = now

    def _connected(self) -> kafka.KafkaConsumer:
        if self._consumer is None:
            ours = {"auto_offset_reset": "none", "fetch_max_wait_ms": LONG_POLL_MS, **READING}
            self._consumer = made(kafka.KafkaConsumer, **ours, **self.settings)
            self._consumer.assign([TopicPartition(self.name, 0)])
        return self._consumer

    def close(self) -> None:
        """Let go of the connection."""
        if self._consumer is not None:
            self._consumer.close()


class Paused(kafka.ConsumerRebalanceListener):  # type: ignore[misc]
    """Fetches nothing of what the group assigns."""

    def __init__(self, consumer: kafka.KafkaConsumer) -> None:
        self.consumer = consumer

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self.consumer.pause(*assigned)

    def on_partitions_revoked(self, _: object) -> None:
        """The next `mine` is without them; what is in hand is protected by the reader's epoch."""


@dataclass
class KafkaShares:
    """`Shares` by a consumer group that fetches nothing: one that is gone or frozen loses its topics.

    A thread of its own keeps the place in the group: the client forgets what the group has decided while
    nobody was polling, and asks it to decide again.
    """

    group: str
    topics: Sequence[str]
    settings: Settings
    _mine: frozenset[str] = frozenset()
    _problem: BusAway | None = None
    _asked: float = 0.0
    _closing: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def mine(self) -> frozenset[str]:
        """Names of topics, none before the group has decided. Raises BusAway."""
        self._asked = time.monotonic()
        if self._thread is None:
            self._thread = threading.Thread(target=self._take_part, name=self.group, daemon=True)
            self._thread.start()
        if self._problem is not None:
            raise self._problem
        return self._mine

    def _take_part(self) -> None:
        while not self._closing.wait(WAIT_SECONDS):
            try:
                with asking(self.group):
                    self._keep_the_place()
            except BusAway as problem:
                self._problem = problem

    def _keep_the_place(self) -> None:
        """Until this is closed, or nobody asks any more: then somebody else should do the work."""
        consumer = self._joined()
        try:
            while not self._closing.is_set() and time.monotonic() - self._asked < SILENT_SECONDS:
                consumer.poll(WAIT_MS)
                self._mine = frozenset(each.topic for each in consumer.assignment())
                self._problem = None
        finally:
            self._mine = frozenset()
            consumer.close(timeout_ms=WAIT_MS)

    def _joined(self) -> kafka.KafkaConsumer:
        alive = {"session_timeout_ms": SESSION_MS, "heartbeat_interval_ms": SESSION_MS // 10}
        ours = {"partition_assignment_strategy": [CooperativeStickyAssignor], **alive, **READING}
        consumer = made(kafka.KafkaConsumer, group_id=self.group, **ours, **self.settings)
        consumer.subscribe(list(self.topics), listener=Paused(consumer))
        for each in self.topics:
            consumer.partitions_for_topic(each)  # or the first to join would share out what it does not know
        return consumer

    def close(self) -> None:
        """Leave the group: others take over at once."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()


@dataclass
class Administration:
    """What an installation does to its cluster; a context manager. All raise BusAway."""

    settings: Settings
    _client: kafka.KafkaAdminClient = None

    def __enter__(self) -> "Administration":
        self._client = made(kafka.KafkaAdminClient, **self.settings)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def topics(self, names: Sequence[str]) -> dict[str, TopicState]:
        """Those of the topics that exist."""
        with asking("Kafka"):
            found = [each for each in self._client.describe_topics(list(names)) if not refused(each)]
            wanted = [admin.ConfigResource(admin.ConfigResourceType.TOPIC, each["name"]) for each in found]
            configs = self._client.describe_configs(wanted)["topic"] if wanted else {}
        return {each["name"]: state(each, configs[each["name"]]) for each in found}

    def create(self, name: str, partitions: int, replicas: int, configs: Mapping[str, str]) -> None:
        """Returns when the topic can be written to."""
        wanted = {"num_partitions": partitions, "replication_factor": replicas, "configs": dict(configs)}
        with asking(name):
            self._client.create_topics({name: wanted}, wait_for_metadata=True)

    def delete(self, name: str) -> None:
        """Delete a topic, if it is there; returns when it cannot be taken for one that is made now."""
        with asking(name), suppress(errors.UnknownTopicOrPartitionError):
            self._client.delete_topics([name])
        ends = time.monotonic() + GONE_SECONDS
        while self.topics([name]):
            if time.monotonic() > ends:
                raise BusAway(f"{name} was deleted and is still there after {GONE_SECONDS:.0f} s")

    def rights(self) -> set[Right]:
        """Every right that is granted."""
        any_ = admin.ResourcePatternFilter(admin.ResourceType.ANY, None, admin.ACLResourcePatternType.ANY)
        wanted = admin.ACLFilter(None, None, admin.ACLOperation.ANY, admin.ACLPermissionType.ALLOW, any_)
        with asking("Kafka"):
            found, _ = self._client.describe_acls(wanted)
        return set(map(right, found))

    def grant(self, rights: Sequence[Right]) -> None:
        """Grant them; those that are granted already are fine."""
        with asking("Kafka"):
            done = self._client.create_acls(list(map(acl, rights)))
        if done["failed"]:
            raise BusAway(f"Kafka: {done['failed']}")


def refused(topic: Mapping[str, Any]) -> bool:
    """Whether the description says that there is no such topic; raises what else it says."""
    problem = errors.for_code(topic["error_code"])
    if problem not in (errors.NoError, errors.UnknownTopicOrPartitionError):
        raise problem(topic["name"])
    return problem is not errors.NoError


def state(topic: Mapping[str, Any], configs: Mapping[str, Any]) -> TopicState:
    parts = topic["partitions"]
    chosen = {name: each["value"] for name, each in configs.items()}
    replicas = min(len(each["replica_nodes"]) for each in parts)
    return TopicState(topic["name"], str(topic["topic_id"]), len(parts), replicas, chosen)


def right(acl: admin.ACL) -> Right:
    what = acl.resource_pattern
    prefixed = what.pattern_type == admin.ACLResourcePatternType.PREFIXED
    kind = what.resource_type.name.lower()
    return Right(acl.principal, acl.operation.name, kind, what.resource_name, prefixed, acl.host)


def acl(right: Right) -> admin.ACL:
    names = admin.ACLResourcePatternType
    pattern = names.PREFIXED if right.prefixed else names.LITERAL
    what = admin.ResourcePattern(admin.ResourceType[right.kind.upper()], right.name, pattern)
    may = admin.ACLOperation[right.operation]
    return admin.ACL(right.principal, right.host, may, admin.ACLPermissionType.ALLOW, what)
