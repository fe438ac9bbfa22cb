"""Contracts: a JSON Schema (2020-12) per published event type, written once and never edited.

`python -m services.chassis.running.contracts write|check SERVICE`.
"""

import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from services.chassis.events import EventType, Vocabulary

SERVICES = Path(__file__).parents[2]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def contract(event: type) -> dict[str, Any]:
    """The schema of an event's `data`: personal fields are not in it, unknown fields are allowed."""
    told: EventType = event.told  # type: ignore[attr-defined]
    parts = msgspec.json.schema(event)
    shared = cast(dict[str, Any], parts.pop("$defs", {}))
    own = shared.pop(str(parts["$ref"]).rsplit("/", 1)[-1]) if "$ref" in parts else parts
    properties = {name: each for name, each in own["properties"].items() if name not in told.personal}
    return {
        "$schema": DIALECT,
        "$id": f"urn:hearth:contract:{told.name}",
        "title": own.get("title", event.__name__),
        "description": own.get("description", ""),
        "x-classification": told.classification,
        "type": "object",
        "properties": properties,
        "required": [name for name in own.get("required", []) if name in properties],
        **({"$defs": shared} if shared else {}),
    }


def contracts(vocabulary: Vocabulary) -> dict[str, str]:
    """File name -> text for every event type told today."""
    return {
        f"{name.split('.', 1)[1]}.json": json.dumps(contract(each), indent=2, ensure_ascii=False) + "\n"
        for name, each in vocabulary.classes.items()
    }


def different(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Files that are there and say something else: a published contract is never edited."""
    there = {name: folder / name for name in wanted}
    return [n for n, path in there.items() if path.exists() and path.read_text("utf-8") != wanted[n]]


def missing(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    return [name for name in wanted if not (folder / name).exists()]


def write(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Write the files that are missing; their names."""
    folder.mkdir(exist_ok=True)
    new = missing(folder, wanted)
    for name in new:
        (folder / name).write_text(wanted[name], "utf-8")
    return new


def vocabulary_of(service: str) -> Vocabulary:
    """The service's VOCABULARY, from its `domain` package or its composition root."""
    domain = importlib.import_module(f"services.{service}.domain")
    root = domain if hasattr(domain, "VOCABULARY") else importlib.import_module(f"services.{service}.app")
    return cast(Vocabulary, root.VOCABULARY)


@click.command()
@click.argument("act", type=click.Choice(["write", "check"]))
@click.argument("service")
def main(act: str, service: str) -> None:
    """Write the contracts of SERVICE that are missing, or check that all are there and unchanged."""
    folder, wanted = SERVICES / service / "contracts", contracts(vocabulary_of(service))
    for name in write(folder, wanted) if act == "write" else ():
        click.echo(f"written: {name}")
    absent = [f"{name}: missing, write it" for name in missing(folder, wanted)]
    changed = [f"{name}: differs from the code; tell a new version" for name in different(folder, wanted)]
    for each in (*absent, *changed):
        click.echo(each, err=True)
    sys.exit(1 if absent or changed else 0)


if __name__ == "__main__":
    main()
