"""Every event type has a contract, a kept example and a line in the catalogue."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from infra.event_catalogue import told, vocabulary
from services.chassis import entry
from services.chassis.events import split
from services.chassis.running import contracts as published
from tests.support.source import ROOT, SERVICES

NAME = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*\.v\d+")
ABOUT_NO_BRANCH = {  # type -> why it counts for none
    "membership.person-erased.v1": "about a person wherever they are",
    "membership.reader-admitted.v1": "about a department that reads, not a branch",
    "welfare.person-erased.v1": "about a person wherever they are",
    "welfare.standard-set.v1": "a rule of the whole school",
    "welfare.standard-ended.v1": "a rule of the whole school",
    "congress.congress-convened.v1": "the school's congress",
    "congress.congress-closed.v1": "the school's congress",
    "evaluation.edition-published.v1": "a rule of the whole school",
    "evaluation.call-issued.v1": "lists the branches it asks as `units`",
    "evaluation.call-corrected.v1": "lists the branches it asks as `units`",
    "evaluation.call-withdrawn.v1": "lists the branches it asks as `units`",
}
TOLD = [(service, each, event.name) for service, each, event in told()]
IDS = [name for _, _, name in TOLD]
every_event = pytest.mark.parametrize(("service", "each", "name"), TOLD, ids=IDS)
every_service = pytest.mark.parametrize("service", SERVICES)


def contracts(service: str) -> Path:
    return ROOT / "services" / service / "contracts"


def examples(service: str) -> Path:
    return ROOT / "tests" / service / "examples"


def file_of(name: str) -> str:
    return f"{name.split('.', 1)[1]}.json"


@cache
def contract(service: str, name: str) -> dict:
    return json.loads((contracts(service) / file_of(name)).read_text("utf-8"))


@every_event
def test_a_stored_name_says_service_fact_and_version(service, each, name):
    assert NAME.fullmatch(name)
    assert name.startswith(f"{service}.")


@every_service
def test_every_event_type_has_a_contract_and_none_was_edited(service):
    wanted = published.contracts(vocabulary(service))
    assert published.missing(contracts(service), wanted) == []
    assert published.different(contracts(service), wanted) == []


@every_event
def test_a_contract_is_a_schema_of_the_open_fields(service, each, name):
    schema = contract(service, name)
    Draft202012Validator.check_schema(schema)
    fields = {field for field in each.__dataclass_fields__ if field not in each.told.personal}
    assert set(schema["properties"]) == fields
    assert schema["$id"] == f"urn:hearth:contract:{name}"


@every_event
def test_a_kept_example_keeps_its_contract(service, each, name):
    data = json.loads((examples(service) / file_of(name)).read_text("utf-8"))
    assert [
        problem.message for problem in Draft202012Validator(contract(service, name)).iter_errors(data)
    ] == []


@every_service
def test_every_kept_example_is_still_read(service):
    words, kept = vocabulary(service), sorted(examples(service).glob("*.json"))
    read = [words.decode(f"{service}.{path.stem}", path.read_bytes()) for path in kept]
    assert len(read) == len(kept) > 0


@every_event
def test_a_kept_example_is_written_as_it_was_read(service, each, name):
    kept = (examples(service) / file_of(name)).read_bytes()
    event = vocabulary(service).decode(name, kept)
    assert json.loads(entry.encode(split(event)[0])) == json.loads(kept)


@every_service
def test_no_contract_is_without_a_teller(service):
    words = vocabulary(service)
    known = {file_of(name) for name in [*words.classes, *words.upcasts]}
    assert {path.name for path in contracts(service).glob("*.json")} <= known


@every_event
def test_the_catalogue_has_a_line(service, each, name):
    assert f"| `{name}` | " in (ROOT / "docs" / "events.md").read_text("utf-8")


@every_event
def test_an_event_names_the_branch_it_counts_for(service, each, name):
    """In the event, or in both facts of a correction, so that a fold looks nothing up."""
    assert ('"branch"' in json.dumps(contract(service, name))) is (name not in ABOUT_NO_BRANCH)
