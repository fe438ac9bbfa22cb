"""The topics and rights that the bus wants, and how a running cluster's differences are told."""

import pytest
import yaml

from infra import topics
from infra.platform.commands import told
from infra.services import HEARING, SERVICES, heard_by
from services.chassis.bus.kafka_python import Administration, TopicState
from services.chassis.bus.topic import full_topic, open_topic
from tests.support.kafka import Broker

SCHOOL = "demo"


def as_wanted() -> dict[str, TopicState]:
    return {
        each.name: TopicState(each.name, "id", each.partitions, each.replication, each.settings)
        for each in topics.wanted(SCHOOL)
    }


def changed(name: str, **change: object) -> dict[str, TopicState]:
    found = as_wanted()
    was = found[name]
    parts = {"partitions": was.partitions, "replicas": was.replicas, "configs": was.configs, **change}
    return {**found, name: TopicState(name, "id", **parts)}  # type: ignore[arg-type]


def test_every_service_has_the_topics_that_its_relay_fills():
    names = {named(SCHOOL, service) for service in SERVICES for named in (full_topic, open_topic)}
    assert set(as_wanted()) == names
    assert set(yaml.safe_load(topics.FILE.read_text("utf-8"))["services"]) == set(SERVICES)


def test_topics_as_wanted_differ_in_nothing():
    assert topics.differences(topics.wanted(SCHOOL), as_wanted()) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"partitions": 3}, "partitions is 3, wanted is 1; a log needs one order"),
        ({"replicas": 0}, "replication is 0, wanted is 1; kafka-reassign-partitions.sh"),
        ({"configs": {}}, "retention.ms is 604800000, wanted is -1; kafka-configs.sh --alter"),
        (
            {"configs": {"retention.ms": "-1", "cleanup.policy": "compact"}},
            "cleanup.policy is compact, wanted is delete; kafka-configs.sh --alter",
        ),
    ],
)
def test_a_difference_names_topic_setting_wanted_found_and_remedy(change, says):
    name = full_topic(SCHOOL, "welfare")
    (found,) = topics.differences(topics.wanted(SCHOOL), changed(name, **change))
    assert told(found).startswith(f"{name}: {says}")


def test_an_absent_topic_is_told():
    found = {name: each for name, each in as_wanted().items() if name != open_topic(SCHOOL, "congress")}
    (difference,) = topics.differences(topics.wanted(SCHOOL), found)
    assert told(difference).endswith("topic is absent, wanted is there; run `hearth topics create`")


def may(who: str, operation: str) -> set[str]:
    return {
        each.name
        for each in topics.rights(SCHOOL)
        if each.principal == f"User:{who}" and each.operation == operation and each.kind == "topic"
    }


def test_a_relay_alone_writes_and_only_its_own_topics():
    for service in SERVICES:
        ours = {full_topic(SCHOOL, service), open_topic(SCHOOL, service)}
        assert may(f"hearth-{service}-relay", "WRITE") == ours
    writers = {each.principal for each in topics.rights(SCHOOL) if each.operation == "WRITE"}
    assert writers == {f"User:hearth-{service}-relay" for service in SERVICES}


def test_a_worker_reads_whom_its_service_hears():
    for service in HEARING:
        wanted = {full_topic(SCHOOL, source) for source in heard_by(service)}
        assert may(f"hearth-{service}-worker", "READ") == wanted
    assert may("hearth-membership-worker", "READ") == set()


def test_a_department_reads_open_topics_in_groups_of_its_own_name():
    assert may("department-finance", "READ") == {open_topic(SCHOOL, service) for service in SERVICES}
    groups = {
        (each.name, each.prefixed)
        for each in topics.rights(SCHOOL)
        if each.principal == "User:department-finance" and each.kind == "group"
    }
    assert groups == {("department-finance", True)}


def test_a_cluster_gets_what_it_lacks_and_keeps_what_differs(kafka: Broker):
    school = "alone"
    odd = kafka.topic(full_topic(school, "welfare"), retention_ms="1000")
    with Administration(kafka.settings) as cluster:
        made = topics.create(cluster, school)
        assert set(made) == {each.name for each in topics.wanted(school)} - {odd}
        assert topics.create(cluster, school) == []
        differences = topics.check(cluster, school)
    assert [(each.topic, each.setting, each.found) for each in differences] == [(odd, "retention.ms", "1000")]
