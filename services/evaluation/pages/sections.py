"""The tree of a sheet as sections with lines: every node once, in the order of the sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.scheme import Node
from services.evaluation.pages import node_words, rule_words
from services.evaluation.pages.frame_words import Cited, citations
from services.evaluation.pages.numbers import figure
from services.evaluation.pages.quantity_words import Sheet
from services.evaluation.pages.why import GROUPS, anchor


@dataclass(frozen=True)
class Line:
    """A node of the sheet as it is read: an item with its rule, or a group of items with its limits."""

    anchor: str
    title: str
    group: bool
    points: str
    rule: str
    counted: str
    divided: str
    baseline: str
    variants: Sequence[tuple[str, str]]
    notes: Sequence[str]
    meant_for: str
    cited: Cited


@dataclass(frozen=True)
class Section:
    """A part of the sheet with what holds for the whole part."""

    id: str
    title: str
    most: str
    notes: Sequence[str]
    lines: Sequence[Line]


def sections(node: Node, sheet: Sheet) -> Iterator[Section]:
    """A node's sections: itself where items stand directly in it, else those of its parts."""
    whole = node.role in GROUPS or bool(node.item) or any(child.item for child in node.children)
    inner = [node] if node.item else [each for each in node.walk() if each is not node]
    notes = node_words.notes(node, sheet) if not node.item else []
    if not node.item and (meant := node_words.meant_for(node, sheet)):
        notes = [*notes, _("It is for: %(whom)s.", whom=meant)]
    if whole:
        yield _section(node, notes, [line(each, sheet) for each in inner])
        return
    if notes:
        yield _section(node, notes, [])
    for child in node.children:
        yield from sections(child, sheet)


def _section(node: Node, notes: Sequence[str], lines: Sequence[Line]) -> Section:
    most = node_words.whole(node)
    return Section(node.id, words.titled(node.title), figure(most) if most else "", notes, lines)


def line(node: Node, sheet: Sheet) -> Line:
    """A node in words."""
    item = node.item
    return Line(
        anchor=anchor(node.id),
        title=words.titled(node.title),
        group=item is None,
        points=node_words.points(node),
        rule=rule_words.rule(item) if item else "",
        counted=rule_words.counted(item, sheet) if item else "",
        divided=rule_words.over(item, sheet) if item else "",
        baseline=rule_words.baseline(item, sheet) if item else "",
        variants=rule_words.variants(item, sheet) if item else (),
        notes=node_words.notes(node, sheet),
        meant_for=node_words.meant_for(node, sheet),
        cited=citations(node.cite),
    )
