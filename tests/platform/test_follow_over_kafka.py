"""The script that follows members and activities, against a real broker that a relay fills."""

from collections.abc import Iterator

import pytest

from services.chassis.bus.kafka_python import KafkaTopic
from services.chassis.bus.relay import Relay
from services.chassis.bus.shown import openly
from services.chassis.testing import World
from services.membership.domain.member.history import MemberLeft
from tests.membership.stories import EVERY
from tests.support.entries import of_every_kind
from tests.support.kafka import Broker
from tests.support.scripts import following

FOLLOWED = ("membership.member-", "membership.activity-")


@pytest.fixture
def log() -> World:
    """Membership's log, with every event that it tells; applications are confidential."""
    return of_every_kind("membership")


@pytest.fixture
def topic(kafka: Broker) -> Iterator[KafkaTopic]:
    made = KafkaTopic(kafka.topic(), kafka.settings)
    yield made
    made.close()


def relay(log: World, topic: KafkaTopic) -> Relay:
    return Relay(log.store, topic, openly(log.parts.teller.source))


def wanted(log: World) -> list[tuple[int, str]]:
    """What the script should print: position and type."""
    return [(row.position, row.type) for row in log.store.read(0, 1000) if row.type.startswith(FOLLOWED)]


def seen(lines: list[str]) -> list[tuple[int, str]]:
    return [(int(each.split()[0]), each.split()[2]) for each in lines]


def test_every_member_and_activity_once_though_entries_are_withheld_and_repeated(kafka, topic, log, tmp_path):
    relay(log, topic).step()
    crashed = [openly(log.parts.teller.source)(row) for row in log.store.read(0, 1000)]
    topic.publish(crashed[-9:])
    environ = {"KAFKA": kafka.bootstrap, "TOPIC": topic.name}
    with following("follow_members.py", tmp_path, **environ) as script:
        lines = script.reaches(log.store.head())
    assert seen(lines) == wanted(log)


def test_it_goes_on_where_it_was(kafka, topic, log, tmp_path):
    publishing, environ = relay(log, topic), {"KAFKA": kafka.bootstrap, "TOPIC": topic.name}
    publishing.step()
    with following("follow_members.py", tmp_path, **environ) as script:
        script.reaches(log.store.head())
    log.given("member-later", next(each for each in EVERY if isinstance(each, MemberLeft)))
    publishing.step()
    with following("follow_members.py", tmp_path, **environ) as script:
        lines = script.reaches(log.store.head())
    assert seen(lines) == wanted(log)
