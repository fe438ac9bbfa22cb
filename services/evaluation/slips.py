"""Slips of writing YAML and JSON: what a parser stumbled over, said so that an officer can mend it."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import yaml

from services.evaluation.domain.reading import FULL_WIDTH


class Slip(NamedTuple):
    """A line, and an English message id with its facts."""

    line: int
    text: str
    facts: Mapping[str, object]


QUOTES = "here a “,” or a “%(sign)s” is missing; a text with , : [ ] { } needs quotes"
PROBLEMS: list[tuple[str, str]] = [  # what a parser says, and what to say instead
    (r"(?P<name>.+) is written twice", "%(name)s is written twice"),
    (r"a name must be a word", "a name must be a word"),
    (r"it is nested too deeply", "it is nested too deeply"),
    (r"it has more than (?P<most>\d+) values.*",
     "it has more than %(most)s values; write many facts as JSON"),
    (r"mapping values are not allowed here",
     "a “:” stands in the wrong place: the line is not indented like its neighbours, or a text needs quotes"),
    (r"could not find expected ':'", "a “:” is missing after a name, or the line is indented wrongly"),
    (r"expected <block end>, but found '(?P<sign>[^<].*)'",
     "“%(sign)s” stands in the wrong place; a text with , : [ ] { } needs quotes"),
    (r"expected <block end>, but found .*", "this line is not indented like those it belongs to"),
    (r"sequence entries are not allowed here",
     "a “-” stands in the wrong place; a list begins on its own line"),
    (r"found character '\\t' that cannot start any token", "indent with spaces, not with a tab"),
    (r"found character '(?P<sign>.+)' that cannot start any token",
     "a text that begins with %(sign)s needs quotes"),
    (r"found undefined alias '(?P<name>.+)'",
     "*%(name)s stands for nothing; write &%(name)s before what it repeats"),
    (r"found duplicate anchor '(?P<name>.+)'.*", "&%(name)s is written twice"),
    (r"expected ',' or '(?P<sign>.)', but got .*", QUOTES),
    (r"found unexpected end of stream|Unterminated string.*", "a quotation mark is not closed"),
    (r"expected .*but found '(?P<sign>[^<].*)'",
     "“%(sign)s” stands in the wrong place; a text with , : [ ] { } needs quotes"),
    (r"expected a single document.*", "a file holds one text; remove the line ---"),
    (r"(?s).*special characters are not allowed.*", "it holds a sign that no text may hold"),
    (r"Expecting '(?P<sign>.)' delimiter", "a “%(sign)s” is missing here"),
    (r"Expecting property name.*", "a name in quotes is missing here; after the last one there is no “,”"),
    (r"Expecting value", "a value is missing here"),
    (r"Extra data", "something follows after the end"),
    (r"Invalid control character.*", "a text ends on its line; write \\n for a new one"),
]  # fmt: skip
NAME = r"[A-Za-z][\w-]*"
WIDE = [  # where a full-width sign stands for a plain one
    re.compile(rf"(?:^|[-{{,，；])\s*{NAME}(?P<sign>：)"),
    re.compile(rf"(?P<sign>[，；])\s*{NAME}\s*[:：]"),
    re.compile(r"[:：]\s*(?P<sign>[“”])"),
    re.compile(r"[:：]\s*(?P<sign>[｛［])|(?P<end>[｝］])\s*$"),
]


def of_yaml(text: str, problem: yaml.YAMLError) -> Slip:
    """What a YAML parser stumbled over."""
    mark = getattr(problem, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    said = str(getattr(problem, "problem", None) or problem)
    return _wide(text, _suspects(problem, line)) or of_parser(line, said, "this is not YAML: %(problem)s")


def of_parser(line: int, problem: str, otherwise: str) -> Slip:
    """A parser's own words, in ours."""
    for pattern, text in PROBLEMS:
        if found := re.fullmatch(pattern, problem):
            return Slip(line, text, found.groupdict())
    return Slip(line, otherwise, {"problem": problem})


def _suspects(problem: yaml.YAMLError, line: int) -> list[int]:
    """Lines that the mistake may stand in, the likeliest first; none where the sign is not at fault."""
    if re.search("twice|alias|nested|values;", str(getattr(problem, "problem", ""))):
        return []
    context = getattr(problem, "context_mark", None)
    return [line, *([context.line + 1] if context else []), line - 1]


def _wide(text: str, lines: Iterable[int]) -> Slip | None:
    """A full-width sign where a plain one is wanted."""
    written = text.splitlines()
    for line in lines:
        for pattern in WIDE:
            found = pattern.search(written[line - 1]) if 0 < line <= len(written) else None
            if found:
                sign = next(each for each in found.groupdict().values() if each)
                return Slip(line, *instead(sign))
    return None


def instead(sign: str) -> tuple[str, dict[str, object]]:
    """What to write instead of a full-width sign."""
    if sign in "“”":
        return "write plain quotes instead of “ and ”", {}
    return "write “%(plain)s” instead of the full-width “%(sign)s”", {"plain": FULL_WIDTH[sign], "sign": sign}
