"""Kafka behind TLS, passwords and rights: who may, can; who may not is told so."""

import contextlib

import pytest

from services.chassis.bus.cluster import Right
from services.chassis.bus.kafka_python import (
    Administration,
    KafkaRecords,
    KafkaShares,
    KafkaTopic,
    client_settings,
)
from services.chassis.bus.librdkafka import LibrdkafkaRecords
from services.chassis.bus.topic import Broken, BusAway, Record
from services.chassis.running.config import Config
from tests.conftest import missing
from tests.support import certificates
from tests.support.embedded import until
from tests.support.kafka import absent, broker

PASSWORDS = {"welfare": "w-secret", "finance": "f-secret"}
FULL, OPEN = "hearth.demo.full.welfare", "hearth.demo.open.welfare"
USE = ("READ", "WRITE", "DESCRIBE")
SEE = ("READ", "DESCRIBE")
RIGHTS = [
    *(Right("User:welfare", may, "topic", each) for each in (FULL, OPEN) for may in USE),
    Right("User:welfare", "READ", "group", "hearth.demo.welfare"),
    *(Right("User:finance", may, "topic", "hearth.demo.open.", prefixed=True) for may in SEE),
]
pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A broker with a door for TLS and SCRAM, two topics and the rights to them."""
    if reason := absent():
        missing(reason)
    folder = tmp_path_factory.mktemp("tls")
    certificates.write(folder)
    options = {
        "listener.name.safe.ssl.keystore.type": "PEM",
        "listener.name.safe.ssl.keystore.location": str(folder / "server.pem"),
        "listener.name.safe.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.safe.scram-sha-512.sasl.jaas.config": (
            "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    users = [f"SCRAM-SHA-512=[name={name},password={word}]" for name, word in PASSWORDS.items()]
    with broker(options, *(word for each in users for word in ("--add-scram", each))) as running:
        for each in (FULL, OPEN):
            running.topic(each)
        with Administration(running.settings) as cluster:
            cluster.grant(RIGHTS)
        running.authority = folder / "ca.pem"
        yield running


@pytest.fixture(params=[KafkaRecords, LibrdkafkaRecords], ids=["kafka-python", "librdkafka"])
def reader(request):
    return request.param


@pytest.fixture
def closing():
    with contextlib.ExitStack() as stack:
        yield lambda made: stack.enter_context(contextlib.closing(made))


def as_(guarded, user, **other):
    given = {
        "kafka": f"127.0.0.1:{guarded.guarded}",
        "kafka_security": "SASL_SSL",
        "kafka_ca": str(guarded.authority),
        "kafka_user": user,
        "kafka_password": PASSWORDS[user],
    }
    return client_settings(Config(**{**given, **other}))


def test_a_service_fills_its_topics_and_shares_them(guarded, reader, closing):
    ours = as_(guarded, "welfare")
    told_at = closing(KafkaTopic(FULL, ours)).publish([Record(b"s", b"whole")])
    records = closing(reader(FULL, ours))
    records.seek(told_at)
    assert until(lambda: records.poll(10), "nothing came") == [b"whole"]
    share = closing(KafkaShares("hearth.demo.welfare", [FULL], ours))
    assert until(share.mine, "it gets no topic") == {FULL}


def test_a_department_reads_the_open_topic_and_not_the_full_one(guarded, reader, closing):
    told_at = closing(KafkaTopic(OPEN, as_(guarded, "welfare"))).publish([Record(b"s", b"shown")])
    theirs = as_(guarded, "finance")
    records = closing(reader(OPEN, theirs))
    records.seek(told_at)
    assert until(lambda: records.poll(10), "nothing came") == [b"shown"]
    with pytest.raises(BusAway, match=FULL):
        closing(reader(FULL, theirs)).poll(10)
    with pytest.raises(BusAway, match="uthoriz"):
        KafkaTopic(FULL, theirs).identity()


def test_a_department_writes_nowhere(guarded, closing):
    topic = closing(KafkaTopic(OPEN, as_(guarded, "finance")))
    with pytest.raises(Broken, match="uthoriz"):
        topic.publish([Record(b"s", b"forged")])


def test_a_wrong_password_is_said_to_be_one(guarded, reader, closing):
    stranger = closing(reader(OPEN, as_(guarded, "finance", kafka_password="guessed")))

    def told():
        """A busy broker may not have come to the password yet."""
        with pytest.raises(BusAway) as refused:
            stranger.poll(1)
        return "uthentication" in str(refused.value)

    until(told, "it is not said that the password is wrong")


def test_a_broker_that_the_authority_does_not_know_is_not_talked_to(guarded, reader, closing, tmp_path):
    certificates.write(tmp_path)
    with pytest.raises(BusAway):
        closing(reader(OPEN, as_(guarded, "finance", kafka_ca=str(tmp_path / "ca.pem")))).poll(1)


def test_what_was_granted_can_be_listed(guarded):
    with Administration(guarded.settings) as cluster:
        assert cluster.rights() == set(RIGHTS)
