"""What the codes of facts are called, in the reader's language: the platform's own, then the unions'."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from services.evaluation import words

TEXT = Path(__file__).with_name("codes.yaml")


@cache
def agreed() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The codes that unions have agreed on, with their titles, by tag."""
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(TEXT.read_text(encoding="utf-8"))
    return found


@cache
def known() -> Mapping[str, frozenset[str]]:
    """Every code that has a name, by tag."""
    return {
        tag: frozenset({*words.TAG.get(tag, {}), *agreed().get(tag, {})}) for tag in {*words.TAG, *agreed()}
    }


def coded(tag: str, code: str) -> str:
    """What a value of a tag is called; the value itself where nobody has named it."""
    own = words.TAG.get(tag, {})
    if code in own:
        return words.said(own, code)
    title = agreed().get(tag, {}).get(code)
    return words.titled(title) if title else code


def all_coded(tag: str, codes: Iterable[str]) -> str:
    """Several values after each other, in the order in which they are known."""
    given = set(codes)
    known = [*words.TAG.get(tag, {}), *agreed().get(tag, {})]
    ordered = [each for each in dict.fromkeys(known) if each in given]
    return words.listed([coded(tag, each) for each in [*ordered, *sorted(given - set(ordered))]])
