"""One contract for every feed and every bus: in process, over HTTP, in memory, on Apache Kafka."""

import contextlib
import threading
import uuid
from datetime import date

import httpx
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as some
from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import MetaData, create_engine
from sqlalchemy.pool import StaticPool

from services.chassis import entry
from services.chassis.bus.kafka_python import (
    Administration,
    KafkaRecords,
    KafkaShares,
    KafkaTopic,
    slow_checksums,
)
from services.chassis.bus.librdkafka import LibrdkafkaRecords
from services.chassis.bus.memory import MemoryRecords, MemoryTopic
from services.chassis.bus.relay import Disagrees, Relay
from services.chassis.bus.shown import whole
from services.chassis.bus.topic import Broken, BusAway, Record
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.feed import StoreFeed
from services.chassis.testing import TestClock, world
from services.chassis.web.http_feed import HttpFeed
from services.chassis.worker import Worker, reading
from tests.chassis import toy
from tests.chassis.toy import JarOpened, MarblesAdded
from tests.support.embedded import until

DAY = date(2025, 6, 30)


def opened(at):
    return JarOpened(jar=f"jar-{at}", shelf="branch-1", label="蓝", on=DAY)


def told(position, size=0):
    """What a relay publishes of a position."""
    about = {"id": f"e-{position}", "source": "/hearth/demo/toy", "subject": "s", "type": "toy.told.v1"}
    rest = entry.rest({**about, "data": {"text": "x" * size}})
    return Record(b"s", entry.complete(position, entry.NEVER, rest))


def page(*positions, size=0):
    return [told(each, size) for each in positions]


def seen(values):
    return [entry.position_of(each) for each in values]


@pytest.fixture
def closing():
    with contextlib.ExitStack() as stack:
        yield lambda made: stack.enter_context(contextlib.closing(made))


class InMemory:
    """A topic and those who use it, in memory."""

    def __init__(self):
        self.made = MemoryTopic("t")

    def topic(self):
        return self.made

    def records(self):
        return MemoryRecords(self.made)

    def remake(self):
        self.made.remake()


class OnKafka:
    """The same on a broker, read by one of the two clients."""

    def __init__(self, reader, broker, closing):
        self.reader, self.broker, self.closing = reader, broker, closing
        self.name = broker.topic()

    def topic(self):
        return self.closing(KafkaTopic(self.name, self.broker.settings))

    def records(self):
        return self.closing(self.reader(self.name, self.broker.settings))

    def remake(self):
        self.broker.remake(self.name)


READERS = {"kafka-python": KafkaRecords, "librdkafka": LibrdkafkaRecords}
KINDS = ["memory", *(pytest.param(each, marks=pytest.mark.kafka) for each in READERS)]


@pytest.fixture(params=KINDS)
def bus(request):
    return opened_bus(request.param, request)


@pytest.fixture
def on_kafka(request):
    return opened_bus(getattr(request, "param", "kafka-python"), request)


def opened_bus(kind, request):
    if kind == "memory":
        return InMemory()
    return OnKafka(READERS[kind], request.getfixturevalue("kafka"), request.getfixturevalue("closing"))


class Carried:
    """A toy service's log and one feed over it; `carry` brings what was told to where the feed reads."""

    def __init__(self, kind, request):
        self.world = world(toy)
        self.relay = None
        if kind == "store":
            self.feed = StoreFeed("toy", self.world.store)
        elif kind == "http":
            client = httpx.Client(transport=httpx.WSGITransport(self.world.app), base_url="http://toy")
            self.feed = HttpFeed("toy", client, lambda: self.world.token("service"))
        else:
            bus = opened_bus(kind, request)
            self.relay = Relay(self.world.store, bus.topic(), whole, page=5)
            self.feed = TopicFeed("toy", bus.records())
        for at in range(1, 8):
            self.tell(f"jar-{at}", opened(at), MarblesAdded(jar=f"jar-{at}", count=at, on=DAY))

    def tell(self, stream, *events):
        self.world.given(stream, *events)
        while self.relay and self.relay.step():
            pass

    def stored(self):
        return [row.entry for row in self.world.store.read(0, 100)]


@pytest.fixture(params=["store", "http", *KINDS])
def carried(request):
    return Carried(request.param, request)


class TestEveryFeed:
    def test_brings_stored_bytes_in_order(self, carried):
        assert list(carried.feed.read(0, 100).entries) == carried.stored()

    def test_brings_what_follows_a_position(self, carried):
        assert seen(carried.feed.read(3, 4).entries) == [4, 5, 6, 7]

    def test_says_how_far_it_has_looked_and_where_the_log_ends(self, carried):
        found = carried.feed.read(3, 4)
        assert (found.scanned, found.head) == (7, 14)

    @pytest.mark.parametrize("after", [14, 99])
    def test_brings_nothing_after_the_end(self, carried, after):
        found = carried.feed.read(after, 10)
        assert (list(found.entries), found.scanned) == ([], after)

    def test_pages_join_to_the_whole_log(self, carried):
        got, last = [], 0
        while found := carried.feed.read(last, 3).entries:
            got += found
            last = entry.position_of(found[-1])
        assert got == carried.stored()

    def test_goes_back_when_it_is_asked_to(self, carried):
        carried.feed.read(0, 100)
        assert seen(carried.feed.read(2, 3).entries) == [3, 4, 5]

    def test_sees_what_is_told_later(self, carried):
        assert not carried.feed.read(14, 10).entries
        carried.tell("jar-9", opened(9))
        assert seen(until(lambda: carried.feed.read(14, 10).entries, "nothing came")) == [15]


class TestEveryTopic:
    def test_holds_what_was_published_in_that_order(self, bus):
        topic = bus.topic()
        assert [topic.publish(page(1, 2, 3)), topic.publish(page(4, 5))] == [2, 4]
        assert seen(topic.tail(10)) == [1, 2, 3, 4, 5]
        assert topic.end() == 5

    def test_shows_its_end_to_who_fills_it_next(self, bus):
        bus.topic().publish(page(1, 2, 3))
        assert seen(bus.topic().tail(2)) == [2, 3]

    def test_is_empty_at_first(self, bus):
        assert (bus.topic().tail(10), bus.topic().end()) == ([], 0)

    def test_keeps_its_identity_until_it_is_made_anew(self, bus):
        before = bus.topic().identity()
        assert bus.topic().identity() == before
        bus.remake()
        assert bus.topic().identity() != before

    def test_made_anew_under_a_running_relay_is_found_out(self, bus):
        carried = world(toy).given("jar-1", opened(1))
        relay = Relay(carried.store, bus.topic(), whole)
        relay.step()
        bus.remake()
        carried.given("jar-2", opened(2))
        with pytest.raises(Disagrees, match="made anew"):
            relay.step()

    def test_is_filled_on_by_a_relay_that_begins(self, bus):
        carried = world(toy).given("jar-1", opened(1), MarblesAdded(jar="jar-1", count=1, on=DAY))
        assert Relay(carried.store, bus.topic(), whole).step() == 2
        carried.given("jar-2", opened(2))
        assert Relay(carried.store, bus.topic(), whole).step() == 1
        assert seen(bus.topic().tail(10)) == [1, 2, 3]


class Kept:
    """A fold that keeps the positions it was given."""

    version = "1"
    metadata = MetaData()
    hears = {"toy.told.v1": dict[str, str]}

    def __init__(self):
        self.positions = []

    def apply(self, db, heard):
        self.positions += [each.position for each in heard]


def reader_of(records, batch=3):
    """A worker over one topic, and what it was given."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    reading.create_all(engine)
    fold = Kept()
    return Worker(engine, fold, {"toy": TopicFeed("toy", records)}, TestClock(), batch=batch), fold.positions


class TestReader:
    def test_drops_what_comes_twice(self, bus):
        bus.topic().publish(page(1, 2, 1, 2, 3, 2, 4))
        worker, got = reader_of(bus.records())
        until(lambda: worker.advance("toy") and len(got) >= 4, "not all was read")
        assert got == [1, 2, 3, 4]

    def test_shows_a_gap_and_heals_it_when_the_missing_one_comes(self, bus):
        topic = bus.topic()
        topic.publish(page(1, 1, 3))
        worker, got = reader_of(bus.records(), batch=10)
        assert until(lambda: next((each for each in worker.step() if each.gap), None), "no gap").behind == 2
        assert got == [1]
        topic.publish(page(2))
        until(lambda: worker.advance("toy") and len(got) >= 3, "the gap stays")
        assert got == [1, 2, 3]

    def test_picks_up_a_topic_that_was_made_anew(self, bus):
        bus.topic().publish(page(1, 1, 1, 2, 3))
        worker, got = reader_of(bus.records(), batch=10)
        until(lambda: worker.attend() and len(got) >= 3, "not all was read")
        bus.remake()
        bus.topic().publish(page(1, 2, 3, 4))
        until(lambda: worker.attend() and len(got) >= 4, "the new topic is not read")
        assert got == [1, 2, 3, 4]

    @pytest.mark.parametrize("told", [(), (1, 2, 3), (1, 2, 3, 4, 5, 6)], ids=["empty", "short", "longer"])
    def test_never_reads_on_in_a_topic_that_was_made_anew_while_it_was_busy(self, bus, told):
        """However far the new topic has come by then: what was read may be another history."""
        bus.topic().publish(page(1, 2, 3, 4))
        records = bus.records()
        until(lambda: records.poll(10), "nothing came")
        bus.remake()
        if told:
            bus.topic().publish(page(*told))
        with pytest.raises(BusAway):
            until(lambda: records.poll(10), "it notices nothing")

    @forall(some.integers(1, 6).flatmap(lambda n: some.tuples(some.just(n), some.lists(some.integers(1, n)))))
    @settings(max_examples=60)
    def test_is_given_every_position_once_in_order(self, log):
        """Whatever was resent, by zombies too; then the relay's own page."""
        head, before = log
        topic = MemoryTopic("t")
        topic.publish(page(*before, *range(1, head + 1)))
        for batch in (1, 2, 100):
            worker, got = reader_of(MemoryRecords(topic), batch)
            for _ in range(len(topic.log) * (head + 1)):
                worker.step()
            assert got == list(range(1, head + 1))


class TestOnKafka:
    def test_a_record_is_the_stored_bytes_under_their_stream_with_one_header(self, on_kafka):
        on_kafka.topic().publish([Record("jar-蓝".encode(), b'{"x":"\xe8\x93\x9d"}')])
        with contextlib.closing(KafkaConsumer(bootstrap_servers=on_kafka.broker.bootstrap)) as raw:
            at = TopicPartition(on_kafka.name, 0)
            raw.assign([at])
            raw.seek(at, 0)
            [record] = until(lambda: raw.poll(100).get(at), "nothing came")
        assert (record.key, record.value) == ("jar-蓝".encode(), b'{"x":"\xe8\x93\x9d"}')
        assert record.headers == [("content-type", b"application/cloudevents+json")]

    def test_a_page_that_cannot_be_written_whole_leaves_no_hole(self, kafka, closing):
        topic = closing(KafkaTopic(kafka.topic(max_message_bytes="2000"), kafka.settings))
        with pytest.raises(Broken, match="t-"):
            topic.publish([*page(*range(1, 201)), told(201, size=9_000), *page(*range(202, 400))])
        held = seen(topic.tail(1_000))
        assert held == list(range(1, len(held) + 1))
        with pytest.raises(Broken):
            topic.publish(page(500))

    @pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
    def test_a_topic_that_is_not_there_is_away(self, reader, kafka, closing):
        with pytest.raises(BusAway, match="no such topic"):
            KafkaTopic("nowhere", kafka.settings).identity()
        with pytest.raises(BusAway, match="nowhere"):
            closing(reader("nowhere", kafka.settings)).poll(1)

    @pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
    def test_brokers_that_do_not_answer_are_away(self, reader):
        settings = {"bootstrap_servers": ["127.0.0.1:1"], "bootstrap_timeout_ms": 300}
        with pytest.raises(BusAway, match=r"127\.0\.0\.1"):
            reader("t-1", settings).poll(1)

    @pytest.mark.parametrize("on_kafka", READERS, indirect=True)
    def test_a_frozen_broker_is_away_for_readers_and_awaited_by_the_relay(self, on_kafka):
        topic, records = on_kafka.topic(), on_kafka.records()
        topic.publish(page(1))
        until(lambda: records.poll(1), "nothing came")
        on_kafka.broker.freeze()
        try:
            sending = threading.Thread(target=topic.publish, args=[page(2)])
            sending.start()
            with pytest.raises(BusAway):
                until(lambda: records.poll(1), "it is not frozen")
        finally:
            on_kafka.broker.thaw()
        sending.join()
        assert seen(topic.tail(10)) == [1, 2]

    def test_a_killed_broker_is_awaited_and_loses_nothing_acknowledged(self, on_kafka):
        topic = on_kafka.topic()
        topic.publish(page(*range(1, 1001)))
        on_kafka.broker.kill()
        sending = threading.Thread(target=topic.publish, args=[page(*range(1001, 2001))])
        sending.start()
        on_kafka.broker.start()
        sending.join()
        assert seen(topic.tail(3_000)) == list(range(1, 2001))

    def test_checksums_are_computed_in_c(self):
        assert slow_checksums() == ""


@pytest.mark.kafka
class TestShares:
    @pytest.fixture
    def share(self, kafka, closing):
        topics, group = [kafka.topic() for _ in range(4)], f"g-{uuid.uuid4().hex}"
        return lambda: closing(KafkaShares(group, topics, kafka.settings))

    def test_one_reader_has_all_and_a_second_takes_over_a_part(self, share):
        first, second = share(), share()
        until(lambda: len(first.mine()) == 4, "one does not get all")
        kept = until(lambda: len(second.mine()) == 2 and len(first.mine()) == 2, "two do not share")
        assert kept
        assert not first.mine() & second.mine()

    def test_who_leaves_leaves_all_to_the_others(self, share):
        first, second = share(), share()
        until(lambda: (len(first.mine()), len(second.mine())) == (2, 2), "two do not share")
        second.close()
        assert until(lambda: len(first.mine()) == 4, "what was left is nobody's")

    def test_a_topic_that_was_away_while_the_group_decided_is_shared_when_it_is_back(self, kafka, closing):
        topics, group = [kafka.topic() for _ in range(2)], f"g-{uuid.uuid4().hex}"
        first, second = (closing(KafkaShares(group, topics, kafka.settings)) for _ in range(2))
        until(lambda: len(first.mine()) == 2, "one does not get all")
        with Administration(kafka.settings) as cluster:
            cluster.delete(topics[0])
            until(lambda: second.mine() or first.mine() == {topics[1]}, "it is not missed")
            cluster.create(topics[0], 1, 1, {})
        until(lambda: len(first.mine()) == len(second.mine()) == 1, "two do not share")
