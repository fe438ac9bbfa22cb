"""Facts files as text, JSON or YAML: read with line numbers, written one telling a line."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from services.evaluation import rulebooks, slips
from services.evaluation.domain import facts_file, facts_written
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.lines import Entry, Line
from services.evaluation.domain.reading import Cursor, Path, Problem, Wrong
from services.evaluation.rulebooks import BadRulebook, Fault

MOST = 100  # mistakes named at once
DEEPEST = 32  # brackets inside brackets
SPACE = re.compile(r"[ \t\n\r]*")
Made = TypeVar("Made")


class Twice(ValueError):
    """A name stands twice in one object."""


def read(text: str, catalogue: Catalogue) -> tuple[list[Line], list[Entry]]:
    """The lines and dated values of a JSON or YAML text. Raises BadRulebook with line, fact, what to do."""
    reader = partial(facts_file.read, catalogue=catalogue)
    if text.lstrip().startswith("{"):
        return _json(text, reader)
    return rulebooks.load(text, reader)


def written(lines: Iterable[Line], entries: Iterable[Entry], catalogue: Catalogue) -> Iterator[str]:
    """The file as JSON, one telling a line, without holding more than one of them."""
    yield f'{{"facts": "{facts_file.FORM}", "tellings": ['
    comma = ""
    for each in facts_written.tellings(lines, entries, catalogue):
        yield f"{comma}\n{json.dumps(each, ensure_ascii=False)}"
        comma = ","
    yield "\n]}\n"


def _json(text: str, read: Callable[[Cursor], Made]) -> Made:
    """Numbers stay text, exactly as written. Line numbers are looked up only for mistakes."""
    try:
        decoder = json.JSONDecoder(
            object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str
        )
        value = decoder.decode(text)
    except json.JSONDecodeError as problem:
        raise BadRulebook([_not_json(problem.lineno, problem.msg)]) from None
    except Twice as problem:
        raise BadRulebook([_not_json(1, str(problem))]) from None
    except RecursionError:
        raise BadRulebook([_not_json(1, "it is nested too deeply")]) from None
    try:
        return read(Cursor(value))
    except Wrong as wrong:
        raise BadRulebook([_fault(each, text, value) for each in wrong.problems[:MOST]]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Twice(f"{next(name for name in names if names.count(name) > 1)} is written twice")
    return found


def _not_json(line: int, problem: str) -> Fault:
    return rulebooks.slipped(slips.of_parser(line, problem, "this is not JSON: %(problem)s"))


def _fault(problem: Problem, text: str, value: Any) -> Fault:
    line = text.count("\n", 0, offset(text, problem.path)) + 1
    return Fault(line, rulebooks.item(problem.path, value), problem.text, problem.facts)


def offset(text: str, path: Path) -> int:
    """Where in a JSON text the value of a path begins; of what is missing, that of the nearest around it."""
    at = _skip(text, 0)
    for step in path:
        found = next((place for name, place in _inside(text, at) if name == step), None)
        if found is None:
            return at
        at = found
    return at


def _inside(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """The names (or numbers) of a value's elements, and where each begins."""
    decode, closing, number = json.JSONDecoder().raw_decode, {"{": "}", "[": "]"}.get(text[at]), 0
    named = text[at] == "{"
    at = _skip(text, at + 1)
    while closing and text[at] != closing:
        name: str | int = number
        if named:
            name, at = decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield name, at
        _, at = decode(text, at)
        at = _skip(text, at)
        at, number = (_skip(text, at + 1), number + 1) if text[at] == "," else (at, number)


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
