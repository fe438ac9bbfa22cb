"""What a change of a contract would break: two JSON Schemas compared, every difference with its place.

Within a version only an optional property more is compatible: whoever reads ignores what they do not know.
Everything else breaks somebody: stored events are read by new code, new events by old code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Path = tuple[str, ...]  # fields that lead into `data`; the elements of a list add nothing

NOTES = {"$schema", "$id", "$defs", "title", "description"}  # they promise nothing
WALKED = {"properties", "required", "items", "anyOf", "enum", "$ref"}
# With these, nobody can say what adding a property breaks.
FORBIDDEN = {"additionalProperties", "patternProperties", "not", "unevaluatedProperties", "propertyNames"}


@dataclass(frozen=True)
class Change:
    """One incompatible difference: a JSON pointer into the older schema, the field, what happened to it."""

    pointer: str
    field: Path
    said: str


@dataclass(frozen=True)
class Place:
    """A schema inside a document, and where it is."""

    document: Schema
    schema: Schema
    pointer: str = ""
    field: Path = ()

    def at(self, name: str, schema: Schema, field: Path = ()) -> "Place":
        """What stands below, references followed."""
        return followed(Place(self.document, schema, f"{self.pointer}/{name}", self.field + field))


def followed(place: Place) -> Place:
    """The place that a `$ref` of the same document leads to."""
    if "$ref" not in place.schema:
        return place
    pointer = str(place.schema["$ref"]).removeprefix("#")
    schema: Any = place.document
    for step in pointer.strip("/").split("/"):
        schema = schema[step]
    return followed(Place(place.document, schema, pointer, place.field))


def changes(old: Schema, new: Schema) -> list[Change]:
    """Every incompatible difference, in the order of the older schema."""
    return list(_compared(Place(old, old), Place(new, new)))


def forbidden(schema: Any, pointer: str = "") -> list[str]:
    """Pointers of keywords that a contract may not use; a property may bear any name."""
    if isinstance(schema, list):
        return [found for n, each in enumerate(schema) for found in forbidden(each, f"{pointer}/{n}")]
    if not isinstance(schema, Mapping):
        return []
    names = pointer.endswith(("/properties", "/$defs"))
    own = [] if names else [f"{pointer}/{name}" for name in schema if name in FORBIDDEN]
    below = [(f"{pointer}/{name}", each) for name, each in schema.items() if names or name not in FORBIDDEN]
    return own + [found for at, each in below for found in forbidden(each, at)]


def promised(schema: Schema, field: Path) -> bool:
    """Whether every event under this schema has the field (in every element, where it lies in lists)."""
    place = Place(schema, schema)
    for name in field:
        place = _inside_lists(place)
        if name not in place.schema.get("required", ()):
            return False
        place = place.at(f"properties/{name}", place.schema["properties"][name])
    return True


def _inside_lists(place: Place) -> Place:
    while "items" in place.schema:
        place = place.at("items", place.schema["items"])
    return place


def _compared(old: Place, new: Place) -> Iterator[Change]:
    yield from _keywords(old, new)
    yield from _enumerations(old, new)
    yield from _properties(old, new)
    yield from _required(old, new)
    yield from _alternatives(old, new)
    if "items" in old.schema and "items" in new.schema:
        yield from _compared(old.at("items", old.schema["items"]), new.at("items", new.schema["items"]))


def _keywords(old: Place, new: Place) -> Iterator[Change]:
    """Types, formats, limits, defaults, the classification: any difference."""
    for name in dict.fromkeys((*old.schema, *new.schema)):
        was, now = old.schema.get(name, "nothing"), new.schema.get(name, "nothing")
        if name not in NOTES | WALKED and was != now:
            yield Change(f"{old.pointer}/{name}", old.field, f"{was} became {now}")


def _enumerations(old: Place, new: Place) -> Iterator[Change]:
    was, now = old.schema.get("enum", []), new.schema.get("enum", [])
    gone = [str(each) for each in was if each not in now]
    more = [str(each) for each in now if each not in was]
    at = f"{old.pointer}/enum"
    if gone or (more and not was):
        yield Change(
            at, old.field, f"{', '.join(gone) or 'any value'} became {', '.join(map(str, now)) or 'any'}"
        )
    elif more:
        yield Change(at, old.field, f"{', '.join(more)} is new; nobody who reads expects it")


def _properties(old: Place, new: Place) -> Iterator[Change]:
    was, now = old.schema.get("properties", {}), new.schema.get("properties", {})
    for name, schema in was.items():
        if name in now:
            below = f"properties/{name}"
            yield from _compared(old.at(below, schema, (name,)), new.at(below, now[name], (name,)))
        else:
            yield Change(f"{old.pointer}/properties/{name}", (*old.field, name), _gone(schema, was, now))


def _gone(schema: Schema, was: Schema, now: Schema) -> str:
    """That a property was removed, and what it may be called now."""
    alike = [name for name, each in now.items() if name not in was and each == schema]
    return f"was removed{f' (renamed to {alike[0]}?)' if alike else ''}"


def _required(old: Place, new: Place) -> Iterator[Change]:
    was, now = old.schema.get("required", []), new.schema.get("required", [])
    known = old.schema.get("properties", {})
    for name in (each for each in now if each not in was):
        said = "became required" if name in known else "is new and required"
        change = f"{said}; stored events do not have it"
        yield Change(f"{old.pointer}/properties/{name}", (*old.field, name), change)
    for name in (each for each in was if each not in now and each in new.schema.get("properties", {})):
        yield Change(f"{old.pointer}/properties/{name}", (*old.field, name), "became optional")


def _alternatives(old: Place, new: Place) -> Iterator[Change]:
    was, now = old.schema.get("anyOf", []), new.schema.get("anyOf", [])
    if len(was) != len(now):
        change = f"{len(was) or 'no'} alternatives became {len(now) or 'none'}"
        yield Change(f"{old.pointer}/anyOf", old.field, change)
        return
    for n, (before, after) in enumerate(zip(was, now, strict=True)):
        yield from _compared(old.at(f"anyOf/{n}", before), new.at(f"anyOf/{n}", after))
