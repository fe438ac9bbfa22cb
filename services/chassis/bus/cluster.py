"""What an installation says and asks about its Kafka cluster: how it is reached, topics, rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.chassis.running.config import Config

Settings = Mapping[str, Any]  # what every client is made with
ANSWER_MS = 5_000  # how long a broker may take to answer a question


@dataclass(frozen=True)
class TopicState:
    """A topic as the cluster has it; `configs` are those that differ from the broker's defaults."""

    name: str
    id: str
    partitions: int
    replicas: int
    configs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Right:
    """One line of an ACL: who may do what with which topic, group or cluster."""

    principal: str  # User:finance
    operation: str  # READ, WRITE, DESCRIBE...
    kind: str  # topic, group or cluster
    name: str  # of the resource; kafka-cluster for the cluster
    prefixed: bool = False  # every resource whose name begins so
    host: str = "*"


def client_settings(config: Config) -> dict[str, Any]:
    """What every Kafka client of this process is made with."""
    chosen = {
        "bootstrap_servers": [each.strip() for each in config.kafka.split(",")],
        "security_protocol": config.kafka_security,
        "ssl_cafile": config.kafka_ca,
        "ssl_certfile": config.kafka_certificate,
        "ssl_keyfile": config.kafka_key,
        "bootstrap_timeout_ms": ANSWER_MS,
        "request_timeout_ms": 2 * ANSWER_MS,
        "reconnect_backoff_max_ms": 1_000,
    }
    if config.kafka_security.startswith("SASL"):
        chosen["sasl_mechanism"] = config.kafka_mechanism
        chosen["sasl_plain_username"] = config.kafka_user
        chosen["sasl_plain_password"] = config.kafka_password
    return {name: value for name, value in chosen.items() if value != ""}
