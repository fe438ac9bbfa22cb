"""The AsyncAPI documents are accepted by the official parser and say what the services really publish."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from infra import asyncapi
from infra.event_catalogue import told
from services.chassis.bus.shown import openly
from tests.conftest import missing
from tests.support.entries import of_every_kind
from tests.support.source import ROOT, SERVICES

ERROR = 0
every_service = pytest.mark.parametrize("service", SERVICES)


def parse(*files: Path) -> dict[str, dict[str, Any]]:
    """What the parser from npm understands, by the name of the service."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "@asyncapi" / "parser").exists():
        missing("the AsyncAPI parser is not installed (npm ci, or make test)")
    script = ROOT / "tests" / "support" / "asyncapi_parse.mjs"
    done = subprocess.run([node, script, *files], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return {Path(each["file"]).stem: each for each in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def parsed():
    return parse(*asyncapi.documents())


@every_service
def test_the_parser_accepts_the_document(parsed, service):
    assert parsed[service]["findings"] == []


@every_service
def test_both_topics_are_channels_that_the_service_sends_to(parsed, service):
    assert parsed[service]["operations"] == ["send", "send"]
    assert parsed[service]["addresses"] == [
        f"hearth.{{school}}.{each}.{service}" for each in ("full", "open")
    ]
    assert set(parsed[service]["contentTypes"]) == {"application/cloudevents+json"}


@every_service
def test_every_published_version_of_every_event_is_a_message(parsed, service):
    files = (ROOT / "services" / service / "contracts").glob("*.json")
    assert set(parsed[service]["shown"]["full"]) == {f"{service}.{path.stem}" for path in files}


@every_service
def test_the_open_topic_shows_internal_events_and_the_stub(parsed, service):
    internal = {event.name for of, _, event in told() if of == service and event.classification == "internal"}
    assert set(parsed[service]["shown"]["open"]) == internal | {"hearth.withheld.v1"}


@every_service
def test_what_a_service_publishes_keeps_its_document(parsed, service):
    payloads, log = parsed[service]["payloads"], of_every_kind(service)
    shows = openly(log.parts.teller.source)
    entries = [value for row in log.store.read(0, 1000) for value in (row.entry, shows(row).value)]
    wrong = [
        problem.message
        for each in map(json.loads, entries)
        for problem in Draft202012Validator(payloads[each["type"]]).iter_errors(each)
    ]
    assert wrong == []
    assert {json.loads(each)["type"] for each in entries} >= set(payloads) - {"hearth.withheld.v1"}


def test_a_document_with_a_fault_is_not_accepted(tmp_path):
    broken = asyncapi.document("welfare")
    broken["operations"]["tell"]["action"] = "shout"
    path = tmp_path / "broken.yaml"
    path.write_text(yaml.dump(broken, Dumper=asyncapi.Written))
    assert ERROR in [each["severity"] for each in parse(path)["broken"]["findings"]]
