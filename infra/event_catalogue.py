"""The event catalogue: every event that the services tell, from their vocabularies."""

import importlib
import inspect
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import UnionType
from typing import Any

from services.chassis.events import EventType, Vocabulary, type_of

ROOT = Path(__file__).parent.parent
SERVICES = ("membership", "welfare", "congress", "evaluation")
WORDS = {str: "text", bool: "yes/no", int: "number", Decimal: "decimal", date: "day", datetime: "time"}
HEAD = """\
# Event catalogue

Written by `make docs` from the event classes; do not edit. One line per published type. The JSON Schema
of each is in its service's `contracts/`, a kept example in `tests/<service>/examples/`. For machines there
is an AsyncAPI document per service: LINKS. How to begin: [Subscribe](how-to/subscribe.md).

## Where they are told

| where | what it shows |
|---|---|
| topic `hearth.<school>.open.<service>` | for departments: *internal* entries, and stubs |
| topic `hearth.<school>.full.<service>` | every entry: for the platform's own services and for audit |
| `GET /<service>/events?after=...&wait=...` | the same, by the reader's rights, as a CloudEvents batch |

Each topic has one partition. A record's key is the stream, its value the stored entry, its one header
`content-type: application/cloudevents+json`. `sequence` is the position: 1, 2, 3... per service, no holes.

*internal* events are shown to every subscriber, *confidential* and *restricted* ones only to readers who
have the right. The others get a stub in their place, a CloudEvent of type `hearth.withheld.v1`: it has the
position, the recorded time and, as `data.leaf`, the Merkle leaf hash of what is withheld; its id and its
key are made of the position alone.

Fields in (parentheses) are personal: they are sealed under the person's key and never in the entry.
Decimals travel as text, days as YYYY-MM-DD.
""".replace("LINKS", ", ".join(f"[{each}](asyncapi/{each}.yaml)" for each in SERVICES))


def vocabulary(service: str) -> Vocabulary:
    """What a service tells."""
    module = f"services.{service}.vocabulary"
    where = module if find_spec(module) else f"services.{service}.domain"
    told: Vocabulary = importlib.import_module(where).VOCABULARY
    return told


def told() -> Iterator[tuple[str, type, EventType]]:
    """(service, class, event type) of every event, in the order of the vocabularies."""
    for service in SERVICES:
        for each in vocabulary(service).classes.values():
            yield service, each, type_of(each)


def word(hint: Any) -> str:
    """A field's type as a reader says it."""
    if hint in WORDS:
        return WORDS[hint]
    if is_dataclass(hint):
        return f"{{{', '.join(shape(typing.cast(type, hint)))}}}"
    arguments = [each for each in typing.get_args(hint) if each not in (type(None), Ellipsis)]
    if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union:
        return " or ".join([*map(word, arguments), "nothing"][: len(typing.get_args(hint))])
    if typing.get_origin(hint) is typing.Literal:
        return "\\|".join(map(str, arguments))
    if typing.get_origin(hint) in (list, tuple, frozenset):
        return f"list of {word(arguments[0])}"
    if arguments:
        return f"map of {' to '.join(map(word, arguments))}"
    return str(getattr(hint, "__name__", hint))


def shape(of: type, sealed: tuple[str, ...] = ()) -> list[str]:
    """The fields with their types; text needs no mention, personal fields stand in parentheses."""
    hints = typing.get_type_hints(of)
    lines = []
    for name in (each.name for each in fields(of)):
        said = name if hints[name] is str else f"{name}: {word(hints[name])}"
        lines.append(f"({said})" if name in sealed else said)
    return lines


def hearers(name: str, teller: str) -> str:
    """The services whose code names the type."""
    return ", ".join(each for each in SERVICES if each != teller and name in written(each)) or "-"


@cache
def written(service: str) -> str:
    """All code and data of a service."""
    files = [path for end in ("py", "yaml") for path in (ROOT / "services" / service).rglob(f"*.{end}")]
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


def line(service: str, each: type, event: EventType) -> str:
    says = " ".join((inspect.getdoc(each) or "").split("\n\n")[0].split())
    shown = ", ".join(shape(each, event.personal))
    return f"| `{event.name}` | {says} | {event.classification} | {shown} | {hearers(event.name, service)} |"


def page() -> str:
    """The whole catalogue as Markdown."""
    parts = [HEAD]
    for service in SERVICES:
        rows = [line(*each) for each in told() if each[0] == service]
        parts.append(
            f"\n## {service}\n\n| type | what happened | class | fields | heard by |\n|---|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "".join(parts)
