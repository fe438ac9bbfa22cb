"""Why a branch has its score: the steps of the waterfall and the working of each item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web import charts
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.scheme import Item as Rule
from services.evaluation.domain.scheme import Node
from services.evaluation.pages import rule_words
from services.evaluation.pages.rule_words import figure, percent

Plain = Mapping[str, Any]
GROUPS = ("home", "bonus", "penalty")


def anchor(id: str) -> str:
    """The place of an item on the page."""
    return "item-" + id.replace(".", "-")


@dataclass(frozen=True)
class Weighed:
    """A leaf of the score: `share` is what one of its points brings to the total."""

    part: Plain
    group: str
    share: Fraction

    @property
    def points(self) -> Fraction:
        return Fraction(self.part["points"]) * self.share


def leaves(part: Plain, share: Fraction = Fraction(1), group: str = "") -> Iterator[Weighed]:
    """All items in the order of the sheet, each with the home or section it stands in."""
    inner = words.titled(part["title"]) if part["role"] in GROUPS else group
    if "proof" in part:
        yield Weighed(part, inner, share)
    for child in part.get("parts", ()):
        yield from leaves(child, share * Fraction(child["share"]), inner)


def steps(score: Plain) -> list[charts.Step]:
    """From 0 to the total: items, and what caps and rounding of sections changed. They add up exactly."""
    return list(_steps(score, Fraction(1), ""))


def _steps(part: Plain, share: Fraction, group: str) -> Iterator[charts.Step]:
    inner = words.titled(part["title"]) if part["role"] in GROUPS else group
    if "proof" in part:
        if not part.get("left_out"):
            yield _step(part, share, inner)
        return
    for child in part.get("parts", ()):
        yield from _steps(child, share * Fraction(child["share"]), inner)
    for step in part["steps"]:
        label = _("%(section)s: %(change)s", section=words.titled(part["title"]), change=changed(step))
        yield charts.Step(label, Fraction(step["change"]) * share, group=inner)


def _step(part: Plain, share: Fraction, group: str) -> charts.Step:
    points = Fraction(part["points"]) * share
    lost = Fraction(part["lost"]) * share if points >= 0 else Fraction(0)
    return charts.Step(
        words.titled(part["title"]),
        points,
        lost=max(Fraction(0), lost),
        open=max(Fraction(0), Fraction(part["open"]) * share),
        href=f"#{anchor(part['id'])}",
        group=group,
    )


def _told(step: Plain) -> bool:
    """Rounding is not worth a line of its own."""
    return bool(step["rule"] != "rounding")


def changed(step: Plain) -> str:
    """What a rule did to the points, in words."""
    return words.said(words.CHANGED, step["rule"]) % {"limit": figure(_number(step["limit"]))}


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


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
    counted: str
    divided: str
    meant_for: str
    cited: Sequence[tuple[str, str]]
    working: str
    changes: Sequence[tuple[str, Fraction]]
    due: str
    of: Plain
    over: Plain | None


def items(score: Plain, scheme: Scheme, kind: str, catalogue: Catalogue) -> list[Item]:
    """Every item of a branch's score."""
    nodes = {node.id: node for node in scheme.root.walk()}
    return [_item(each, nodes[each.part["id"]], scheme, kind, catalogue) for each in leaves(score)]


def _item(of: Weighed, node: Node, scheme: Scheme, kind: str, catalogue: Catalogue) -> Item:
    part, rule, proof = of.part, node.item, of.part["proof"]
    assert rule is not None  # only items have a proof
    return Item(
        id=part["id"],
        anchor=anchor(part["id"]),
        title=words.titled(part["title"]),
        group=of.group,
        points=Fraction(part["points"]),
        most=_number(part["most"]),
        lost=Fraction(part["lost"]),
        open=Fraction(part["open"]),
        left_out=bool(part.get("left_out")),
        rule=rule_words.rule(rule, kind),
        counted=rule_words.quantity(rule.of, catalogue),
        divided=rule_words.over(rule, catalogue),
        meant_for=rule_words.meant_for(node, scheme.kinds, catalogue),
        cited=[(rule_words.cited(each), each.clause) for each in node.cite],
        working=working(rule, proof),
        changes=[(changed(each), Fraction(each["change"])) for each in part["steps"] if _told(each)],
        due=proof["due"] if rule.due else "",
        of=proof["of"],
        over=proof["over"],
    )


def working(rule: Rule, proof: Plain) -> str:
    """How the rule was worked out: 3 × 1 = 3, or 45 ÷ 60 = 75% ≥ 60%."""
    value = _number(proof["value"])
    if value is None:
        return _("There is nothing to divide by.") if proof["over"] else _("No figure has been told yet.")
    numbers = {name: Fraction(text) for name, text in proof["numbers"].items()}
    if proof["over"]:
        shown = f"{_plain(proof['of']['value'])} ÷ {_plain(proof['over']['value'])} = {percent(value)}"
        return shown + _compared(proof["rule"], rule, value, numbers, Fraction(proof["raw"]), percent)
    return figure(value) + _compared(proof["rule"], rule, value, numbers, Fraction(proof["raw"]), figure)


def _plain(text: str | None) -> str:
    return figure(_number(text))


def _compared(
    name: str, rule: Rule, value: Fraction, p: Mapping[str, Fraction], raw: Fraction, shown: Any
) -> str:
    full = rule.points or Fraction(0)
    if name == "minimum":
        return f" {'≥' if value >= p['at_least'] else '<'} {shown(p['at_least'])}"
    if name == "count":
        beyond = f" − {figure(p['beyond'])}" if p["beyond"] else ""
        return f"{beyond} × {figure(p['per'])} = {figure(raw)}"
    if name == "ratio":
        part = f" ÷ {percent(p['full_at'])}" if p["full_at"] != 1 and value < p["full_at"] else ""
        return f"{part} × {figure(full)} = {float(raw):.2f}"
    if name == "shortfall":
        missing = max(Fraction(0), p["at_least"] - value)
        return f": {figure(full)} − {figure(missing)} × {figure(p['deduct'])} = {figure(raw)}"
    if name == "defect":
        return f" × −{figure(p['deduct'])} = {figure(raw - full)}"
    return ""
