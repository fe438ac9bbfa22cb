"""A relay fills a topic in order, begins again where it ended, and refuses what it did not fill."""

from datetime import date

import msgspec
import pytest

from services.chassis import entry
from services.chassis.bus.memory import MemoryTopic
from services.chassis.bus.relay import Disagrees, Relay, remember
from services.chassis.bus.shown import openly, whole
from services.chassis.testing import world
from tests.chassis import toy
from tests.chassis.toy import JarOpened, MarblesAdded

DAY = date(2025, 6, 30)


@pytest.fixture
def shelf():
    """A service that has told three entries, one of them restricted."""
    return (
        world(toy)
        .given("jar-1", JarOpened(jar="jar-1", shelf="branch-1", label="蓝", on=DAY))
        .given("jar-1", MarblesAdded(jar="jar-1", count=3, on=DAY))
        .given("jar-2", JarOpened(jar="jar-2", shelf="branch-1", label="红", on=DAY))
    )


def filled(shelf, topic, shows=whole):
    relay = Relay(shelf.store, topic, shows)
    while relay.step():
        pass
    return relay


def positions(topic):
    return [entry.position_of(each.value) for each in topic.log]


def test_the_record_is_the_stored_entry_under_its_stream(shelf):
    topic = MemoryTopic("full")
    filled(shelf, topic)
    stored = shelf.store.read(0, 10)
    assert [(each.key.decode(), each.value) for each in topic.log] == [
        (row.stream, row.entry) for row in stored
    ]


def test_the_open_topic_shows_a_stub_that_tells_nothing_but_order_time_and_proof(shelf):
    topic = MemoryTopic("open")
    filled(shelf, topic, openly(shelf.parts.teller.source))
    (restricted,) = shelf.store.read(1, 1)
    record = topic.log[1]
    told = msgspec.json.decode(record.value)
    assert record.key == b"withheld-0000000000000002"
    assert (told["type"], told["sequence"], told["data"]) == (
        "hearth.withheld.v1",
        f"{2:016d}",
        {"leaf": restricted.leaf.hex()},
    )
    assert b"jar" not in record.value.replace(b"/hearth/toy/toy", b"")
    assert positions(topic) == [1, 2, 3]


def test_a_new_relay_goes_on_where_the_topic_ends(shelf):
    topic = MemoryTopic("full")
    filled(shelf, topic)
    shelf.given("jar-3", JarOpened(jar="jar-3", shelf="branch-1", label="绿", on=DAY))
    filled(shelf, topic)
    assert positions(topic) == [1, 2, 3, 4]


def test_what_a_frozen_relay_sends_late_does_not_send_the_next_one_back(shelf):
    topic = MemoryTopic("full")
    filled(shelf, topic)
    topic.publish(topic.log[:2])  # a page of long ago
    filled(shelf, topic)
    assert positions(topic) == [1, 2, 3, 1, 2]


def test_a_store_restored_from_an_older_backup_is_not_published(shelf):
    topic = MemoryTopic("full")
    filled(shelf, topic)
    older = world(toy, clock=shelf.clock).given("jar-9", JarOpened(jar="j", shelf="s", label="", on=DAY))
    with pytest.raises(Disagrees, match=r"position 3 .* ends at 1"):
        Relay(older.store, topic, whole).step()
    assert positions(topic) == [1, 2, 3]


def test_a_topic_that_was_made_anew_is_not_filled_until_somebody_says_so(shelf):
    topic = MemoryTopic("full")
    filled(shelf, topic)
    topic.remake()
    with pytest.raises(Disagrees, match="deleted and made anew"):
        filled(shelf, topic)
    remember(shelf.store.engine, topic)
    filled(shelf, topic)
    assert positions(topic) == [1, 2, 3]


def test_a_topic_made_anew_while_its_relay_runs_is_noticed_by_the_next_page(shelf):
    topic = MemoryTopic("full")
    relay = filled(shelf, topic)
    topic.remake()
    shelf.given("jar-3", JarOpened(jar="jar-3", shelf="branch-1", label="绿", on=DAY))
    with pytest.raises(Disagrees, match="position 4 at offset 0"):
        relay.step()
    remember(shelf.store.engine, topic)
    with pytest.raises(Disagrees, match="fewer records"):
        filled(shelf, topic)


def test_a_relay_says_how_far_behind_the_topic_is(shelf):
    relay = Relay(shelf.store, MemoryTopic("full"), whole, page=2)
    relay.step()
    assert relay.behind() == 1
