"""Fill a service's topics anew from its log: after a topic was lost, or a store restored from a backup."""

import time
from collections.abc import Callable
from contextlib import closing, suppress

from infra import topics
from infra.services import root_of
from services.chassis import entry
from services.chassis.bus import relay
from services.chassis.bus.kafka_python import Administration, KafkaRecords, KafkaTopic, client_settings
from services.chassis.bus.topic import BusAway, full_topic, open_topic
from services.chassis.running.assembly import engine_of
from services.chassis.running.config import Config

TIMES = 3
SECONDS = 60.0  # in which a running relay has begun to fill a new topic


def refill(config: Config, service: str, say: Callable[[str], None]) -> None:
    """Make both topics anew and let the relay fill them. Raises BusAway.

    The relay, which has refused to publish, goes on by itself; readers find their places in the new topics,
    and those that have read what the log does not say any more ask for a rebuild. A relay that was in the
    midst of a page may put it at the beginning of the new topic: then it is made anew once more.
    """
    for name in (full_topic(config.school, service), open_topic(config.school, service)):
        for _ in range(TIMES):
            remake(config, service, name)
            first = first_position(config, name)
            if first == 1:
                say(f"{name}: made anew, the relay fills it from position 1")
                break
            if not first:
                say(f"{name}: made anew and empty; it is filled as soon as the relay of {service} runs")
                break


def remake(config: Config, service: str, name: str) -> None:
    """Delete a topic with all that it holds, create it as `topics.yaml` wants it, remember which it is."""
    (wished,) = (each for each in topics.wanted(config.school) if each.name == name)
    settings = client_settings(config)
    with Administration(settings) as cluster:
        cluster.delete(name)
        cluster.create(name, wished.partitions, wished.replication, wished.settings)
    engine = engine_of(config, root_of(service).SERVICE)
    relay.remember(engine, KafkaTopic(name, settings))
    engine.dispose()


def first_position(config: Config, name: str) -> int:
    """The position with which the topic begins; 0 when nothing comes in time."""
    deadline = time.monotonic() + SECONDS
    with closing(KafkaRecords(name, client_settings(config))) as records:
        records.seek(0)
        while time.monotonic() < deadline:
            with suppress(BusAway):  # a reader may learn late that the topic is there
                if found := records.poll(1):
                    return entry.position_of(found[0])
    return 0
