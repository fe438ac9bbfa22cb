"""Schemes and catalogues as YAML: read with line numbers, so that a mistake can be found and mended.

Every scalar stays text (numbers become exact fractions later, never floats); only true, false and
an empty value are more than that.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from services.evaluation import slips
from services.evaluation.domain import catalogue as catalogue_text
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.reading import Cursor, Problem, Wrong
from services.evaluation.domain.reading import Path as Place
from services.evaluation.domain.scheme_text import Reader

SHIPPED = Path(__file__).parent / "schemes"
DEEPEST = 32  # brackets inside brackets
MOST = 100_000  # values of one text, those that aliases repeat too
LONG = f"it has more than {MOST} values; write many facts as JSON"
WORDS = {"true": True, "false": False, "": None, "null": None, "~": None}
Made = TypeVar("Made")


@dataclass(frozen=True)
class Fault:
    """A mistake in a YAML text: the line, the item it belongs to, and what to do."""

    line: int
    item: str
    text: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", {self.item}" if self.item else "")
        return f"{where}: {self.text % self.facts}"


class BadRulebook(Exception):
    """A scheme or catalogue that cannot be used; `faults` are in the order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))


class Strict(yaml.SafeLoader):
    """YAML without deep brackets. What an alias repeats is read, and counted, as if it stood there."""

    def fetch_flow_collection_start(self, token: type) -> None:
        if self.flow_level >= DEEPEST:
            raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=self.get_mark())
        super().fetch_flow_collection_start(token)


def catalogue(text: str) -> Catalogue:
    """The catalogue of a YAML text. Raises BadRulebook."""
    return load(text, catalogue_text.parse)


def scheme(text: str, catalogue: Catalogue) -> Scheme:
    """The scheme of a YAML text, checked against a catalogue. Raises BadRulebook."""
    return load(text, lambda at: Reader(catalogue).scheme(at))


def digest(text: str) -> str:
    """What an edition names its texts by: SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def shipped(name: str) -> str:
    """The text of a scheme or catalogue that comes with the platform."""
    return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")


def load(text: str, read: Callable[[Cursor], Made]) -> Made:
    """What `read` makes of a YAML text. Raises BadRulebook with every mistake it notes."""
    return noted(text, read)[0]


def noted(text: str, read: Callable[[Cursor], Made]) -> tuple[Made, list[Fault]]:
    """The same with the warnings that `read` notes, in the order of their lines."""
    value, lines = _composed(text)
    at = Cursor(value)
    try:
        made = read(at)
    except Wrong as wrong:
        raise BadRulebook([_fault(each, value, lines) for each in wrong.problems]) from None
    warned = (_fault(each, value, lines) for each in at.warnings)
    return made, sorted(warned, key=lambda each: each.line)


def plain(text: str) -> dict[str, Any]:
    """A YAML text of named values as plain data. Raises BadRulebook."""
    value, _ = _composed(text)
    if not isinstance(value, dict):
        raise BadRulebook([Fault(1, "", "must be a list of named settings", {})])
    return value


def _composed(text: str) -> tuple[Any, dict[Place, int]]:
    """The plain data of a YAML text and the line of every place."""
    lines: dict[Place, int] = {}
    try:
        return _plain(yaml.compose(text, Strict), (), lines), lines
    except yaml.YAMLError as problem:
        raise BadRulebook([slipped(slips.of_yaml(text, problem))]) from None
    except RecursionError:
        raise BadRulebook([Fault(1, "", "it is nested too deeply", {})]) from None


def slipped(slip: slips.Slip) -> Fault:
    """A slip of writing as a fault of the whole text."""
    return Fault(slip.line, "", slip.text, slip.facts)


def _plain(node: yaml.Node | None, at: Place, lines: dict[Place, int]) -> Any:
    if node is None:
        return None
    if len(lines) >= MOST:
        raise yaml.MarkedYAMLError(problem=LONG, problem_mark=node.start_mark)
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*at, place), lines) for place, each in enumerate(node.value)]
    plain = getattr(node, "style", None) is None  # written without quotes
    return WORDS.get(node.value, node.value) if plain else node.value


def _mapping(node: yaml.MappingNode, at: Place, lines: dict[Place, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a name must be a word", problem_mark=key.start_mark)
        if key.value in found:
            raise yaml.MarkedYAMLError(problem=f"{key.value} is written twice", problem_mark=key.start_mark)
        found[key.value] = _plain(value, (*at, key.value), lines)
        lines[(*at, key.value)] = key.start_mark.line + 1
    return found


def _fault(problem: Problem, value: Any, lines: Mapping[Place, int]) -> Fault:
    known = problem.path
    while known and known not in lines:
        known = known[:-1]
    return Fault(lines.get(known, 1), item(problem.path, value), problem.text, problem.facts)


def item(path: Place, value: Any) -> str:
    """The innermost id (or fact) around a place, or the first names of its path."""
    found = ""
    for step in path:
        value = _at(value, step)
        if isinstance(value, dict):
            named = value.get("id", value.get("fact"))
            found = named if isinstance(named, str) else found
    return found or ".".join(str(step) for step in path[:2])


def _at(value: Any, step: str | int) -> Any:
    if isinstance(value, list) and isinstance(step, int):
        return value[step]
    return value.get(step) if isinstance(value, dict) else None
