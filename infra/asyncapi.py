"""One AsyncAPI 3 document per service: its two topics, and every version of every event ever published."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
SERVICES = ("membership", "welfare", "congress", "evaluation")
ENTRY = "application/cloudevents+json"
WITHHELD = "hearth.withheld.v1"
CLASS = "x-classification"
NOTICE = "# Written by `make docs` from the service's contracts; do not edit.\n"
ABOUT = """\
The version of this document is the number of event versions published so far.
Every event is one CloudEvents 1.0 JSON object in structured mode, the same bytes on Kafka and at
`GET /events`. The open topic is for departments: it shows the entries classed internal, and the stub
`hearth.withheld.v1` in place of each other one, so that positions (`sequence`) have no holes. The full
topic is for the platform's own services and for audit. A topic may repeat entries and never skips one.
"""
TEXT = {"type": "string"}
INSTANT = {"type": "string", "format": "date-time"}
HEX = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ATTRIBUTES: dict[str, Any] = {
    "sequence": {"type": "string", "pattern": "^[0-9]{16}$", "description": "The position: 1, 2, 3..."},
    "recordedtime": INSTANT | {"description": "When the platform learnt it; UTC."},
    "specversion": {"const": "1.0"},
    "id": TEXT,
    "source": TEXT | {"format": "uri-reference", "description": "`/hearth/<school>/<service>`"},
    "type": TEXT,
    "subject": TEXT | {"description": "The stream."},
    "partitionkey": TEXT | {"description": "The stream, which is also the record's key."},
    "streamversion": {"type": "integer", "minimum": 1, "description": "Place inside the stream."},
    "time": INSTANT | {"description": "When it happened in the world."},
    "authtype": TEXT,
    "authid": TEXT | {"description": "Who did it: a pseudonymous id."},
    "causationid": TEXT,
    "correlationid": TEXT,
    "traceparent": TEXT,
    "dataclassification": {"enum": ["internal", "confidential", "restricted"]},
    "sealeddigest": HEX | {"description": "SHA-256 of the sealed personal part, where there is one."},
    "salt": TEXT | {"description": "128 random bits, so that a withheld leaf hash cannot be guessed."},
    "datacontenttype": {"const": "application/json"},
    "dataschema": TEXT | {"format": "uri"},
    "data": {"type": "object"},
}
ALWAYS = (
    "sequence",
    "recordedtime",
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "partitionkey",
    "data",
)
HEADERS = {"type": "object", "properties": {"content-type": {"const": ENTRY}}, "required": ["content-type"]}
BINDING = {"bindingVersion": "0.5.0"}
STRUCTURED = {
    "contentType": ENTRY,
    "headers": HEADERS,
    "bindings": {"kafka": {"key": TEXT | {"description": "The stream."}} | BINDING},
}
TOPIC = {"partitions": 1, "topicConfiguration": {"retention.ms": -1}} | BINDING


class Written(yaml.SafeDumper):
    """YAML without anchors: a reader finds everything where it is said."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def lines(dumper: Written, value: str) -> yaml.ScalarNode:
    """Text of several lines stands as it is read."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


Written.add_representer(str, lines)


def documents() -> dict[Path, Callable[[], str]]:
    """Where each document is, and how its text is made."""
    return {ROOT / "docs" / "asyncapi" / f"{each}.yaml": partial(text, each) for each in SERVICES}


def text(service: str) -> str:
    told = yaml.dump(document(service), Dumper=Written, sort_keys=False, allow_unicode=True, width=110)
    return NOTICE + str(told)


def contracts(service: str) -> dict[str, dict[str, Any]]:
    """File name -> contract of every version that was ever published."""
    files = sorted((ROOT / "services" / service / "contracts").glob("*.json"))
    return {path.name: json.loads(path.read_text("utf-8")) for path in files}


def document(service: str) -> dict[str, Any]:
    """The document as plain data; payloads refer to the contract files."""
    published = contracts(service)
    full = [message_name(name) for name in published]
    opened = [message_name(name) for name, each in published.items() if each[CLASS] == "internal"]
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": f"Hearth {service}: its events",
            "version": str(len(published)),
            "description": ABOUT,
        },
        "defaultContentType": ENTRY,
        "channels": {
            "full": channel("full", service, full),
            "open": channel("open", service, [*opened, WITHHELD]),
        },
        "operations": {"tell": sends("full"), "tellDepartments": sends("open")},
        "components": components(service, published),
    }


def components(service: str, published: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Every message, and what all of them share."""
    told = {message_name(name): message(service, name, each) for name, each in published.items()}
    return {
        "messages": told | {WITHHELD: stub()},
        "messageTraits": {"structured": STRUCTURED},
        "schemas": {"Entry": {"type": "object", "properties": ATTRIBUTES, "required": list(ALWAYS)}},
    }


def message_name(file: str) -> str:
    return file.removesuffix(".json")


def channel(kind: str, service: str, messages: list[str]) -> dict[str, Any]:
    address = f"hearth.{{school}}.{kind}.{service}"
    return {
        "address": address,
        "title": f"{service}, {'every entry' if kind == 'full' else 'for departments'}",
        "parameters": {"school": {"description": "The school's slug (HEARTH_SCHOOL).", "default": "demo"}},
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in messages},
        "bindings": {"kafka": {"topic": address} | TOPIC},
    }


def sends(channel: str) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}}


def message(service: str, file: str, contract: dict[str, Any]) -> dict[str, Any]:
    """One version of one event type."""
    name = f"{service}.{message_name(file)}"
    attributes = {
        "type": {"const": name},
        "dataschema": {"const": contract["$id"]},
        "dataclassification": {"const": contract[CLASS]},
        "data": {"$ref": f"../../services/{service}/contracts/{file}"},
    }
    about = {"title": contract["title"], "summary": contract["description"]}
    return described(name, about, attributes, f"classed {contract[CLASS]}")


def stub() -> dict[str, Any]:
    """What the open topic shows of an entry that is not classed internal."""
    leaf = {"leaf": HEX | {"description": "Merkle leaf hash of the withheld entry."}}
    attributes = {
        "type": {"const": WITHHELD},
        "data": {"type": "object", "properties": leaf, "required": ["leaf"]},
    }
    about = {"title": "Withheld", "summary": "There is an entry at this position that you may not see."}
    return described(WITHHELD, about, attributes, "its key is derived from the position")


def described(name: str, about: dict[str, Any], attributes: dict[str, Any], note: str) -> dict[str, Any]:
    entry = {"$ref": "#/components/schemas/Entry"}
    return {
        "name": name,
        **about,
        "description": note,
        "traits": [{"$ref": "#/components/messageTraits/structured"}],
        "payload": {"allOf": [entry, {"type": "object", "properties": attributes}]},
    }
