"""Fill a service's topics anew from its log: after a topic was lost, or a store restored from a backup."""

from collections.abc import Iterable, Mapping

from infra import topics
from infra.services import root_of
from services.chassis.bus import relay
from services.chassis.bus.kafka_python import Administration, KafkaTopic, client_settings
from services.chassis.bus.topic import full_topic, open_topic
from services.chassis.running.assembly import engine_of
from services.chassis.running.config import Config


def refill(config: Config, service: str) -> list[str]:
    """Make both topics anew and let the relay fill them; their names. Raises BusAway.

    The relay, which has refused to publish, goes on by itself; readers find their places in the new topics,
    and those that have read what the log does not say any more ask for a rebuild.
    """
    settings = client_settings(config)
    names = [full_topic(config.school, service), open_topic(config.school, service)]
    engine = engine_of(config, root_of(service).SERVICE)
    with Administration(settings) as cluster:
        remake(cluster, config.school, names)
    for name in names:
        relay.remember(engine, KafkaTopic(name, settings))
    engine.dispose()
    return names


def remake(cluster: Administration, school: str, names: Iterable[str]) -> None:
    """Delete the topics with all that they hold, and create them as `topics.yaml` wants them."""
    wished: Mapping[str, topics.Wanted] = {each.name: each for each in topics.wanted(school)}
    for name in names:
        cluster.delete(name)
    for each in (wished[name] for name in names):
        cluster.create(each.name, each.partitions, each.replication, each.settings)
