"""Events: facts in the past tense with a stored name that outlives the class.

The stored name ends in a version (`welfare.visit-logged.v1`). A class may be renamed, a name may
not: it is the storage format. A new version comes with an upcast from the one before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal, TypeVar, cast, dataclass_transform

import msgspec

Classification = Literal["internal", "confidential", "restricted"]
Upcast = Callable[[dict[str, Any]], dict[str, Any]]
Cls = TypeVar("Cls", bound=type)


@dataclass(frozen=True)
class EventType:
    """What the decorator knows of an event beyond its fields."""

    name: str
    classification: Classification
    person: str
    personal: tuple[str, ...]
    happened: str


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(
    name: str,
    *,
    classification: Classification = "internal",
    person: str = "",
    personal: tuple[str, ...] = (),
    happened: str = "on",
) -> Callable[[Cls], Cls]:
    """Tie a frozen, keyword-only dataclass to its stored name.

    `personal` fields (with defaults, for they are absent once read back) never enter the entry:
    they are sealed under the key of the person whom field `person` names. `happened` is the path
    of the field that holds when it happened in the world, e.g. `on` or `new.on`.
    """

    def decorate(cls: Cls) -> Cls:
        made: Any = dataclass(frozen=True, kw_only=True)(cls)
        made.told = EventType(name, classification, person, personal, happened)
        return cast(Cls, made)

    return decorate


def type_of(event: object) -> EventType:
    told: EventType = event.told  # type: ignore[attr-defined]
    return told


def happened(event: object) -> date | datetime:
    """When the fact happened in the world, by the path that its type declares."""
    value: Any = event
    for step in type_of(event).happened.split("."):
        value = getattr(value, step)
    found: date | datetime = value
    return found


def split(event: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The event's fields as (open, personal), as plain values ready for JSON."""
    personal = type_of(event).personal
    values: dict[str, Any] = {
        field.name: getattr(event, field.name)
        for field in fields(event)  # type: ignore[arg-type]
    }
    sealed = {name: values.pop(name) for name in personal}
    return values, {name: value for name, value in sealed.items() if value not in (None, "")}


class Vocabulary:
    """The events one service tells, by stored name, with the upcasts of older versions."""

    def __init__(self, *classes: type, upcasts: Mapping[str, tuple[str, Upcast]] | None = None) -> None:
        """`upcasts` maps an old stored name to the next name and the function that lifts data."""
        self.classes: dict[str, type] = {type_of(each).name: each for each in classes}
        self.upcasts = dict(upcasts or {})

    def decode(self, name: str, data: bytes | msgspec.Raw) -> Any:
        """The event of `data` (JSON bytes), lifted step by step to the version told today."""
        if name in self.classes:
            return msgspec.json.decode(data, type=self.classes[name])
        values = msgspec.json.decode(data)
        while name not in self.classes:
            name, lift = self.upcasts[name]
            values = lift(values)
        return msgspec.convert(values, type=self.classes[name])
