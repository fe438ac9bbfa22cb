"""What an installation says and asks about its Kafka cluster: topics and rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
