"""Why a branch has its score: the steps of the waterfall and the working of each item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web import charts
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.scheme import Node
from services.evaluation.pages import node_words, rating, rule_words
from services.evaluation.pages.quantity_words import Sheet
from services.evaluation.pages.working import number, working

Plain = Mapping[str, Any]
GROUPS = ("home", "bonus", "penalty")


def anchor(id: str) -> str:
    """The place of an item on the page."""
    return "item-" + id.replace(".", "-").replace("@", "-")


@dataclass(frozen=True)
class Weighed:
    """A leaf of the score: `share` is what one of its points brings to the total.

    `period`: the sub-period that it was computed for, where a section is computed for each.
    """

    part: Plain
    group: str
    share: Fraction
    period: str

    @property
    def id(self) -> str:
        return f"{self.part['id']}@{self.period}" if self.period else str(self.part["id"])

    @property
    def title(self) -> str:
        title = words.titled(self.part["title"])
        return f"{title} · {self.period}" if self.period else title

    @property
    def points(self) -> Fraction:
        return Fraction(self.part["points"]) * self.share


@dataclass(frozen=True)
class Within:
    """Where a part stands: its section, its share of the total, its sub-period; `top`: the whole sheet."""

    group: str = ""
    share: Fraction = Fraction(1)
    period: str = ""
    top: bool = True

    def child(self, part: Plain) -> "Within":
        """The same for a child; its section is the nearest home, bonus or penalty, or the first of all."""
        title = words.titled(part["title"])
        outer = self.top or part["role"] in GROUPS or part["role"] == "base"
        period = part["id"].rpartition("@")[2] if "@" in part["id"] else self.period
        named = title if outer and "proof" not in part else self.group or title
        return Within(named, self.share * Fraction(part["share"]), period, part["role"] == "base")


def leaves(part: Plain, at: Within | None = None) -> Iterator[Weighed]:
    """All items in the order of the sheet, each with the home or section it stands in."""
    at = at or Within(words.titled(part["title"]))
    if "proof" in part:
        yield Weighed(part, at.group, at.share, at.period)
    for child in part.get("parts", ()):
        yield from leaves(child, at.child(child))


def steps(score: Plain, sheet: Sheet) -> list[charts.Step]:
    """From 0 to the total: items, and what caps and rounding of sections changed. They add up exactly."""
    return list(_steps(score, Within(words.titled(score["title"])), rating.nodes(sheet), sheet))


def _steps(part: Plain, at: Within, nodes: Mapping[str, Node], sheet: Sheet) -> Iterator[charts.Step]:
    if "proof" in part:
        if not part.get("left_out"):
            yield _step(Weighed(part, at.group, at.share, at.period))
        return
    for child in part.get("parts", ()):
        yield from _steps(child, at.child(child), nodes, sheet)
    for step in part["steps"]:
        change = rating.changed(step, nodes.get(part["id"]), sheet)
        label = _("%(section)s: %(change)s", section=words.titled(part["title"]), change=change)
        yield charts.Step(label, Fraction(step["change"]) * at.share, group=at.group)


def _step(of: Weighed) -> charts.Step:
    part, points = of.part, of.points
    lost = Fraction(part["lost"]) * of.share if points >= 0 else Fraction(0)
    return charts.Step(
        of.title,
        points,
        lost=max(Fraction(0), lost),
        open=max(Fraction(0), Fraction(part["open"]) * of.share),
        href=f"#{anchor(of.id)}",
        group=of.group,
    )


def _told(step: Plain) -> bool:
    """Rounding is not worth a line of its own."""
    return bool(step["rule"] != "rounding")


@dataclass(frozen=True)
class Item:
    """One item as the page shows it. `working` is how its points were found, in figures."""

    id: str
    anchor: str
    title: str
    group: str
    points: Fraction
    most: Fraction | None
    lost: Fraction
    open: Fraction
    left_out: bool
    rule: str
    notes: Sequence[str]
    counted: str
    divided: str
    meant_for: str
    cited: Sequence[tuple[str, str]]
    working: str
    changes: Sequence[tuple[str, Fraction]]
    due: str
    marks: Sequence[rating.Mark]
    of: Plain
    over: Plain | None


def items(score: Plain, sheet: Sheet) -> list[Item]:
    """Every item of a branch's score; one that is computed for each sub-period stands once for each."""
    nodes = rating.nodes(sheet)
    return [_item(each, nodes[each.part["id"]], sheet) for each in leaves(score)]


def _item(of: Weighed, node: Node, sheet: Sheet) -> Item:
    part, rule, proof = of.part, node.item, of.part["proof"]
    assert rule is not None  # only items have a proof
    most, full = number(part["most"]), number(proof["full"])
    numbers = {name: Fraction(text) for name, text in proof["numbers"].items()}
    return Item(
        id=of.id,
        anchor=anchor(of.id),
        title=of.title,
        group=of.group,
        points=Fraction(part["points"]),
        most=most,
        lost=Fraction(part["lost"]),
        open=Fraction(part["open"]),
        left_out=bool(part.get("left_out")),
        rule=rule_words.rule(rule, {**rule.numbers, **numbers}, full or None),
        notes=node_words.notes(node, sheet),
        counted=rule_words.counted(rule, sheet),
        divided=rule_words.over(rule, sheet),
        meant_for=node_words.meant_for(node, sheet),
        cited=[(rule_words.cited(each), each.clause) for each in node.cite],
        working=working(rule, proof, full),
        changes=_changes(part, node, sheet),
        due=proof["due"] if rule.due else "",
        marks=rating.marks(part),
        of=proof["of"],
        over=proof["over"],
    )


def _changes(part: Plain, node: Node, sheet: Sheet) -> list[tuple[str, Fraction]]:
    """What was changed after the rule, in words and points."""
    told = [each for each in part["steps"] if _told(each)]
    return [(rating.changed(each, node, sheet), Fraction(each["change"])) for each in told]
