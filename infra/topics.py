"""Which topics and rights the bus wants (`infra/kafka/topics.yaml`), and how a running cluster differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from infra.services import heard_by
from services.chassis.bus.kafka_python import Right, TopicState

FILE = Path(__file__).parent / "kafka" / "topics.yaml"
ABSENT = "absent"
# What holds where neither topic nor broker says anything; a cluster names only what differs from it.
KAFKAS_OWN = {
    "cleanup.policy": "delete",
    "retention.ms": "604800000",
    "retention.bytes": "-1",
    "max.message.bytes": "1048588",
    "message.timestamp.type": "CreateTime",
}


@dataclass(frozen=True)
class Wanted:
    """A topic as the file wants it."""

    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """Where a running cluster is not as wanted; nobody changes it but an operator."""

    topic: str
    setting: str
    wanted: str
    found: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        if self.found == ABSENT:
            return "run `hearth topics create`"
        if self.setting == "partitions":
            return "a log needs one order: stop the relay, delete the topic, create it, start the relay"
        if self.setting == "replication":
            return "kafka-reassign-partitions.sh with the wanted replicas, or change infra/kafka/topics.yaml"
        change = f"{self.setting}={self.wanted}"
        return (
            f"kafka-configs.sh --alter --entity-type topics --entity-name {self.topic} --add-config {change}"
        )


class Cluster(Protocol):
    """What this module asks of a cluster's administration. Every method raises BusAway."""

    def topics(self, names: Sequence[str]) -> Mapping[str, TopicState]:
        """Those of them that are there."""

    def create(self, name: str, partitions: int, replicas: int, configs: Mapping[str, str]) -> None:
        """Make a topic."""

    def rights(self) -> set[Right]:
        """The rights that are written."""

    def grant(self, rights: Sequence[Right]) -> None:
        """Write rights."""


def wanted(school: str, text: str = "") -> list[Wanted]:
    """The topics of a school."""
    plan = yaml.safe_load(text or FILE.read_text("utf-8"))
    names = [named(plan, kind, school, service) for service in plan["services"] for kind in plan["topics"]]
    settings = {name: str(value) for name, value in plan["settings"].items()}
    return [Wanted(name, plan["partitions"], plan["replication"], settings) for name in names]


def named(plan: Mapping[str, Any], kind: str, school: str, service: str) -> str:
    return str(plan["topics"][kind]).format(school=school, service=service)


def rights(school: str, text: str = "") -> set[Right]:
    """The rights of a school: of its services' processes, of audit, of the departments."""
    plan = yaml.safe_load(text or FILE.read_text("utf-8"))
    ours = [(rule, {"service": each}) for rule in plan["access"] for each in plan["services"]]
    others = [(plan["department"], {"department": each}) for each in plan["departments"]]
    return {right for rule, place in [*ours, *others] for right in _of_rule(plan, rule, school, place)}


def _of_rule(
    plan: Mapping[str, Any], rule: Mapping[str, Any], school: str, place: Mapping[str, str]
) -> Iterator[Right]:
    who = "User:" + rule["who"].format(**place)
    services = _services(plan, rule["of"], place.get("service", ""))
    for kind in rule["topics"]:
        for service in services:
            name = named(plan, kind, school, service)
            yield from (Right(who, may, "topic", name) for may in rule["may"])
    for group in rule.get("groups", ()) if services else ():
        name = group.format(school=school, **place)
        yield Right(who, "READ", "group", name.rstrip("*"), prefixed=name.endswith("*"))


def _services(plan: Mapping[str, Any], of: str, service: str) -> Sequence[str]:
    """Whose topics a rule speaks of."""
    every: Sequence[str] = plan["services"]
    known = {"*": every, "{service}": (service,), "{heard}": heard_by(service) if service else ()}
    return known.get(of, (of,))


def differences(wished: Iterable[Wanted], found: Mapping[str, TopicState]) -> list[Difference]:
    """Everything in which a cluster's topics are not as wanted."""
    return [each for topic in wished for each in _of_topic(topic, found.get(topic.name))]


def _of_topic(topic: Wanted, found: TopicState | None) -> Iterator[Difference]:
    if found is None:
        yield Difference(topic.name, "topic", "there", ABSENT)
        return
    if topic.partitions != found.partitions:
        yield Difference(topic.name, "partitions", str(topic.partitions), str(found.partitions))
    if topic.replication > found.replicas:
        yield Difference(topic.name, "replication", str(topic.replication), str(found.replicas))
    for setting, value in topic.settings.items():
        if (seen := found.configs.get(setting, KAFKAS_OWN.get(setting, ABSENT))) != value:
            yield Difference(topic.name, setting, value, seen)


def check(cluster: Cluster, school: str) -> list[Difference]:
    """How the running cluster differs. Raises BusAway."""
    wished = wanted(school)
    return differences(wished, cluster.topics([each.name for each in wished]))


def create(cluster: Cluster, school: str) -> list[str]:
    """Make the topics that are absent; their names. Raises BusAway."""
    wished = wanted(school)
    there = cluster.topics([each.name for each in wished])
    absent = [each for each in wished if each.name not in there]
    for each in absent:
        cluster.create(each.name, each.partitions, each.replication, each.settings)
    return [each.name for each in absent]


def ungranted(cluster: Cluster, school: str) -> list[Right]:
    """Rights that are not written yet. Raises BusAway, where the cluster knows no rights too."""
    return sorted(rights(school) - cluster.rights())
