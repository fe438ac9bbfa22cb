"""Who in Hearth reads which field of which event, as their code and their catalogue say."""

import importlib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from infra.compatibility import Path
from services.chassis.running.config import Config
from services.evaluation.domain.catalogue import EACH, Catalogue, Measure
from services.evaluation.projections.ledger import LedgerFold

SERVICES = ("membership", "welfare", "congress", "evaluation")


@dataclass(frozen=True)
class Hearer:
    """A part of a service that reads fields of one event type; `needs` are those that must be there."""

    service: str
    part: str
    type: str
    reads: frozenset[Path]
    needs: frozenset[Path] = frozenset()
    shape: type | None = None  # what the entry is decoded into, where a type says it


def hearers() -> list[Hearer]:
    """Everybody who hears, from the services' composition roots."""
    return [each for service in SERVICES for each in of_fold(service, fold_of(service))]


def fold_of(service: str) -> Any:
    """What a service makes of what it hears; None when it hears nobody."""
    fold = getattr(importlib.import_module(f"services.{service}.app"), "FOLD", None)
    return fold(Config()) if callable(fold) else fold


def of_fold(service: str, fold: Any) -> list[Hearer]:
    if isinstance(fold, LedgerFold):
        return list(of_catalogue(service, fold.catalogue))
    part = type(fold).__module__.rsplit(".", 1)[-1]
    heard: Mapping[str, type] = fold.hears if fold else {}
    return [
        Hearer(service, part, name, frozenset(_fields(shape)), frozenset(_fields(shape, needed=True)), shape)
        for name, shape in heard.items()
    ]


def _fields(shape: Any, needed: bool = False) -> Iterator[Path]:
    """Paths of the fields that a struct (or a list or an option of structs) decodes."""
    for field in msgspec.structs.fields(shape):
        if needed and not field.required:
            continue
        inside = [
            each
            for each in _within(field.type)
            if isinstance(each, type) and issubclass(each, msgspec.Struct)
        ]
        if not inside:
            yield (field.encode_name,)
        for each in inside:
            yield from ((field.encode_name, *path) for path in _fields(each, needed))


def _within(hint: Any) -> Iterator[Any]:
    """The types that a hint is made of."""
    parts = typing.get_args(hint)
    if not parts or typing.get_origin(hint) is typing.Literal:
        yield hint
    for each in parts:
        yield from _within(each)


def of_catalogue(service: str, catalogue: Catalogue) -> Iterator[Hearer]:
    """Every fact, measure and register as a hearer of the events that tell its fact."""
    for name, versions in catalogue.versions.items():
        for _, inside, kind in versions:
            for part, reads, needs in _parts(catalogue, kind):
                yield Hearer(service, part, name, _below(inside, reads), _below(inside, needs))


def _below(inside: str, paths: set[Path]) -> frozenset[Path]:
    """The paths in an event whose fact lies in the field `inside` ("": flat)."""
    return frozenset(((inside,) if inside else ()) + path for path in paths if path)


def _parts(catalogue: Catalogue, kind: str) -> Iterator[tuple[str, set[Path], set[Path]]]:
    """(part, what it reads, what it cannot do without) of everything that is made of a kind of fact."""
    key = set(catalogue.facts[kind].key)
    yield f"fact {kind}", key, key
    for of in catalogue.measures_of.get(kind, ()):
        needs = {of.day} if of.each or len(of.unit) > 1 else {of.day, *of.unit}
        yield f"measure {of.name}", measured(of), needs
    for each in catalogue.registers_of.get(kind, ()):
        where = {path for path, _, _ in each.where}
        yield (
            f"register {each.name}",
            {each.unit, each.key, each.day, each.value} | where,
            {each.unit, each.day},
        )


def measured(of: Measure) -> set[Path]:
    """The fields that a measure reads; what it reads of a list's element lies inside that list."""
    single = {of.day, of.filed, of.person, of.occasion, of.subject, of.amount} - {()}
    several = {*of.unit, *(path for _, path in of.tags), *(path for path, _, _ in of.where)}
    return {_of_element(path, of.each) for path in single | several}


def _of_element(path: Path, each: Path) -> Path:
    """The inner list stands in the element under its own name, so its name leads to it either way."""
    return (each[0], *path[1:]) if path[0] == EACH else path
