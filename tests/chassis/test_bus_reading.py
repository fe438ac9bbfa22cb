"""One setting chooses the client that reads from Kafka, and says what is missing."""

import sys

import pytest

from services.chassis import bus
from services.chassis.bus.cluster import client_settings
from services.chassis.bus.kafka_python import KafkaRecords
from services.chassis.bus.librdkafka import LibrdkafkaRecords, translated
from services.chassis.bus.reading import records
from services.chassis.running.config import Config, Misconfigured

TOPIC = "hearth.demo.full.welfare"


def test_kafka_python_reads_unless_something_else_is_chosen():
    assert isinstance(records(Config(kafka="k:9092"), TOPIC), KafkaRecords)


def test_librdkafka_reads_where_it_is_chosen():
    assert isinstance(records(Config(kafka="k:9092", kafka_client="confluent"), TOPIC), LibrdkafkaRecords)


def test_a_client_that_nobody_knows_is_refused():
    with pytest.raises(Misconfigured, match=r"'pulsar'.*kafka-python, confluent"):
        records(Config(kafka_client="pulsar"), TOPIC)


def test_a_chosen_client_that_is_not_installed_is_said_to_be_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    monkeypatch.delitem(sys.modules, "services.chassis.bus.librdkafka")
    monkeypatch.delattr(bus, "librdkafka")
    with pytest.raises(Misconfigured, match=r"confluent-kafka: install requirements/librdkafka\.txt"):
        records(Config(kafka_client="confluent"), TOPIC)


def test_every_setting_towards_kafka_has_a_counterpart():
    config = Config(
        kafka="a:1, b:2", kafka_security="SASL_SSL", kafka_ca="ca", kafka_certificate="crt", kafka_key="key",
        kafka_user="welfare", kafka_password="secret",
    )  # fmt: skip
    assert translated(client_settings(config)) == {
        "bootstrap.servers": "a:1,b:2",
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": "ca",
        "ssl.certificate.location": "crt",
        "ssl.key.location": "key",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "welfare",
        "sasl.password": "secret",
        "socket.timeout.ms": 10_000,
        "reconnect.backoff.max.ms": 1_000,
    }
