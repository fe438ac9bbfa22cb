"""The official CloudEvents SDK reads what Hearth stores, publishes and serves."""

import json

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka
from cloudevents.core.formats.json import JSONFormat

from services.chassis.bus.shown import Record, openly, whole
from tests.support.entries import of_every_kind
from tests.support.source import SERVICES

STRUCTURED = "application/cloudevents+json"
CLASSES = {"internal", "confidential", "restricted"}


@pytest.fixture(scope="module")
def logs():
    return {service: of_every_kind(service) for service in SERVICES}


def from_a_record(record: Record) -> BaseCloudEvent:
    """As a consumer reads a record of a topic."""
    message = KafkaMessage({"content-type": STRUCTURED.encode()}, record.key, record.value)
    return from_kafka(message, JSONFormat())


def from_a_page(body: bytes) -> list[BaseCloudEvent]:
    """A batch is a JSON array of structured events; the SDK reads them one by one."""
    return [
        from_http(HTTPMessage({"content-type": STRUCTURED}, json.dumps(each).encode()), JSONFormat())
        for each in json.loads(body)
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_entry_of_a_service_is_read_from_its_record(logs, service):
    for row in logs[service].store.read(0, 1000):
        event, stored = from_a_record(whole(row)), json.loads(row.entry)
        assert event.get_type() == row.type
        assert event.get_extension("sequence") == f"{row.position:016d}"
        assert event.get_extension("partitionkey") == event.get_subject() == row.stream
        assert event.get_extension("dataclassification") in CLASSES
        assert event.get_data() == stored["data"]
        assert event.get_attributes()["time"].isoformat() == stored["time"]


def test_entries_of_every_class_are_among_them(logs):
    entries = [from_a_record(whole(row)) for each in logs.values() for row in each.store.read(0, 1000)]
    assert {each.get_extension("dataclassification") for each in entries} == CLASSES


@pytest.mark.parametrize("service", ["membership", "welfare", "congress"])
def test_the_stub_of_a_withheld_entry_is_read_too(logs, service):
    log = logs[service]
    shows = openly(log.parts.teller.source)
    rows = {row.position: row for row in log.store.read(0, 1000)}
    stubs = [each for each in map(from_a_record, map(shows, rows.values())) if "withheld" in each.get_type()]
    assert stubs
    for each in stubs:
        withheld = rows[int(each.get_extension("sequence"))]
        assert each.get_type() == "hearth.withheld.v1"
        assert each.get_data() == {"leaf": withheld.leaf.hex()}
        assert withheld.stream not in str(each.get_attributes())


@pytest.mark.parametrize("service", SERVICES)
def test_a_page_of_the_feed_is_read_as_a_batch(logs, service):
    answer = logs[service].when("get", "/events?limit=1000", as_="service")
    assert answer.content_type == "application/cloudevents-batch+json"
    events = from_a_page(answer.data)
    assert [int(each.get_extension("sequence")) for each in events] == [*range(1, len(events) + 1)]
    assert len(events) == logs[service].store.head() > 0
