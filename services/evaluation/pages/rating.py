"""What raters and conditions made of a node's points: marks with their weights, conditions by their words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.code_words import coded
from services.evaluation.domain.scheme import Node
from services.evaluation.pages.numbers import figure, percent
from services.evaluation.pages.quantity_words import Sheet, condition
from services.evaluation.pages.working import number

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Mark:
    """One rater's mark of a node. `of`: the marks behind it; none for what is computed."""

    side: str  # which of the node's lists of facts is its own
    who: str
    said: str
    of: Plain | None


@dataclass(frozen=True)
class Rated:
    """A section that raters mark, with what they gave."""

    id: str
    anchor: str
    title: str
    marks: Sequence[Mark]


def nodes(sheet: Sheet) -> dict[str, Node]:
    """The nodes of the tree by id."""
    return {node.id: node for node in sheet.scheme.root.walk()}


def marks(part: Plain) -> list[Mark]:
    """What every rater gave a node, in the order of the sheet."""
    return [
        Mark(f"rater-{at}", _("%(who)s %(weight)s", who=coded("role", each["who"]), weight=_weight(each)),
             _given(each), each["of"])
        for at, each in enumerate(part.get("raters", ()), start=1)
    ]  # fmt: skip


def _weight(of: Plain) -> str:
    return percent(Fraction(of["weight"]))


def _given(of: Plain) -> str:
    """A mark in words: as it was given, and in the points of the node where that differs."""
    if not of["told"]:
        return _("no mark was given")
    points, out_of = figure(number(of["points"])), number(of["out_of"])
    if of["of"] is None or out_of is None:
        return _("%(points)s points", points=points)
    mark = figure(number(of["of"]["value"]))
    return _("%(mark)s of %(out_of)s: %(points)s points", mark=mark, out_of=figure(out_of), points=points)


def changed(step: Plain, node: Node | None, sheet: Sheet) -> str:
    """What a rule did to the points, in words; a condition by its title, or by what it asks."""
    said = words.said(words.CHANGED, step["rule"])
    because = _because(step, node, sheet) if node and "because" in step else ""
    return said % {"limit": figure(number(step["limit"])), "condition": because}


def _because(step: Plain, node: Node, sheet: Sheet) -> str:
    if step["because"]["title"]:
        return words.titled(step["because"]["title"])
    tests = node.zero_if if step["rule"] == "zero-out" else node.counts_if
    return condition(tests[step["because"]["number"] - 1], sheet)


def sections(part: Plain) -> Iterator[Rated]:
    """The sections that have raters, the outer ones first."""
    if "proof" not in part and part.get("raters"):
        anchor = "rated-" + part["id"].replace(".", "-").replace("@", "-")
        yield Rated(part["id"], anchor, words.titled(part["title"]), marks(part))
    for child in part.get("parts", ()):
        yield from sections(child)
