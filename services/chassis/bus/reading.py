"""Which Kafka client reads: the one setting that chooses among the adapters of `Records`."""

from services.chassis.bus import kafka_python
from services.chassis.bus.cluster import client_settings
from services.chassis.bus.topic import Records
from services.chassis.running.config import Config, Misconfigured

CLIENTS = ("kafka-python", "confluent")
MISSING = (
    "HEARTH_KAFKA_CLIENT=confluent needs the package confluent-kafka: install requirements/librdkafka.txt, "
    "or set kafka-python"
)


def records(config: Config, topic: str) -> Records:
    """A reader of the topic by the client that the setting names. Raises Misconfigured."""
    if config.kafka_client not in CLIENTS:
        raise Misconfigured(f"HEARTH_KAFKA_CLIENT={config.kafka_client!r}: give one of {', '.join(CLIENTS)}")
    if config.kafka_client == "kafka-python":
        return kafka_python.KafkaRecords(topic, client_settings(config))
    try:
        from services.chassis.bus import librdkafka
    except ImportError as problem:
        raise Misconfigured(MISSING) from problem
    return librdkafka.LibrdkafkaRecords(topic, client_settings(config))
