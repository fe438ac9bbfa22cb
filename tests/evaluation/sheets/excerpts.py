"""Short excerpts of shipped schemes: the line that uses a mechanic, and where that line comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import yaml

from services.evaluation import rulebooks
from tests.evaluation.sheets.mechanics import Row

Mapping = yaml.MappingNode
INSIDE = ("of", "line")  # lists of other lines, that an excerpt leaves out


@dataclass(frozen=True)
class Excerpt:
    """A line of a scheme without the lines below it, and the clause that it comes from."""

    text: str
    clause: str


def excerpt(row: Row) -> Excerpt:
    """The smallest named piece of the row's scheme that holds what the row alters."""
    return _excerpt(row.scheme, row.at(), row.line)


@cache
def _excerpt(scheme: str, at: int, line: str) -> Excerpt:
    text = rulebooks.shipped(scheme)
    within = _down_to(yaml.compose(text), at)
    named = [each for each in within if value_of(each, "id", "grade") == line]
    shown = _shown(named[-1], text) if named else _setting(within[0], text, at)
    return Excerpt(shown, _clause(within))


def _down_to(root: yaml.Node, at: int) -> list[Mapping]:
    """The mappings around a place of the text, from the outermost."""
    found: list[Mapping] = []
    node: yaml.Node | None = root
    while node is not None and not isinstance(node, yaml.ScalarNode):
        found += [node] if isinstance(node, Mapping) else []
        node = next((each for starts, each in _inner(node) if starts <= at < each.end_mark.index), None)
    return found


def _inner(node: yaml.Node) -> Iterator[tuple[int, yaml.Node]]:
    """The values inside a node with where they begin: a named one where its name does."""
    for each in node.value:
        named = isinstance(each, tuple)
        yield (each[0].start_mark.index, each[1]) if named else (each.start_mark.index, each)


def _setting(scheme: Mapping, text: str, at: int) -> str:
    """What stands outside of the tree is shown with its name."""
    return next(_pair(key, value, text) for key, value in scheme.value if at < value.end_mark.index)


def value_of(node: Mapping, *names: str) -> str | None:
    """The plain value of the first of these names that a mapping has."""
    found = {key.value: value for key, value in node.value}
    return next((found[name].value for name in names if isinstance(found.get(name), yaml.ScalarNode)), None)


def _shown(node: Mapping, text: str) -> str:
    """The names and values of a mapping as the scheme writes them, citations and inner lines left out."""
    return "\n".join(_pair(key, value, text) for key, value in node.value if key.value != "cite")


def _pair(key: yaml.Node, value: yaml.Node, text: str) -> str:
    if key.value in INSIDE and isinstance(value, yaml.SequenceNode):
        return f"{key.value}: [...]"
    says = "\n".join(
        each for each in text[key.start_mark.index : value.end_mark.index].splitlines() if each.strip()
    )
    first, *more = says.rstrip().splitlines()
    more = [each for each in more if not each.lstrip().startswith("#")]
    indent = min((len(each) - len(each.lstrip()) for each in more), default=0)
    return "\n".join([first, *(f"  {each[indent:]}" for each in more)])


def _clause(within: list[Mapping]) -> str:
    """The clause that the innermost cited mapping names; without one the sheet of the whole scheme."""
    cited = next((found for node in reversed(within) if (found := _cited(node))), [])
    if cited:
        return "; ".join(f"{_sheet(each)}: {value_of(each, 'clause')}" for each in cited)
    return _sheet(next(_citations(within[0])))


def _cited(node: Mapping) -> list[Mapping]:
    cite = next((value for key, value in node.value if key.value == "cite"), None)
    return cite.value if isinstance(cite, yaml.SequenceNode) else [cite] if cite else []


def _citations(node: yaml.Node) -> Iterator[Mapping]:
    """Every citation inside a node."""
    if isinstance(node, Mapping):
        yield from _cited(node)
    for _, each in () if isinstance(node, yaml.ScalarNode) else _inner(node):
        yield from _citations(each)


def _sheet(cite: Mapping) -> str:
    return f"{value_of(cite, 'sheet')}, {value_of(cite, 'year')}"
