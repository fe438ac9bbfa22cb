"""What a node of a sheet says beside its rule: how it is made, weighed, limited, and for whom it is meant."""

from collections.abc import Iterator
from fractions import Fraction

from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.code_words import coded
from services.evaluation.domain.scheme import Node, Rater, Rounding
from services.evaluation.pages.numbers import figure, percent
from services.evaluation.pages.quantity_words import Sheet, condition, quantity
from services.evaluation.pages.rule_words import banded


def notes(node: Node, sheet: Sheet) -> list[str]:
    """Everything that a node says beside its title, its rule and its points, one sentence each."""
    return [*_made(node), *_weighed(node, sheet), *_limits(node), *_conditions(node, sheet)]


def _made(node: Node) -> Iterator[str]:
    """Of what a node is made."""
    if node.each_period:
        yield _("Computed for each %(period)s for itself.", period=words.said(words.EACH, node.each_period))
    if node.combine in words.COMBINE:
        yield _("%(combine)s.", combine=words.said(words.COMBINE, node.combine))


def _weighed(node: Node, sheet: Sheet) -> Iterator[str]:
    if node.weight != 1:
        weight = percent(node.weight) if node.weight < 1 else figure(node.weight)
        yield _("Its weight is %(weight)s.", weight=weight)
    factor = node.coefficient
    if factor.of:
        told = [
            _("%(factor)s at %(limit)s", factor=figure(band.gives), limit=banded(band))
            for band in factor.bands
        ]
        bands, what = words.listed(told), quantity(factor.of, sheet)
        text = _("Multiplied by a factor by %(what)s: %(bands)s, otherwise %(factor)s.", what=what,
                 bands=bands, factor=figure(factor.number))  # fmt: skip
        yield text
    elif factor.number != 1:
        yield _("Multiplied by %(factor)s.", factor=figure(factor.number))
    if node.raters:
        yield _("Weighed from: %(raters)s. A mark that was not given leaves its weight to the others.",
                raters=words.listed([_rater(each, sheet) for each in node.raters]))  # fmt: skip


def _rater(of: Rater, sheet: Sheet) -> str:
    said: dict[str, object] = {"who": coded("role", of.who), "weight": percent(of.weight)}
    if of.of is None:
        return _("%(who)s %(weight)s", **said)
    said["what"] = quantity(of.of, sheet)
    if of.out_of is None:
        return _("%(who)s %(weight)s (%(what)s)", **said)
    return _("%(who)s %(weight)s (%(what)s, out of %(most)s)", **said, most=figure(of.out_of))


def _limits(node: Node) -> Iterator[str]:
    """Caps and floors that the points themselves do not tell."""
    if node.item is None and node.cap is not None:
        yield _("At most %(points)s points together.", points=figure(node.cap))
    elif node.item and node.cap is not None and node.cap != node.item.points:
        yield _("At most %(points)s points.", points=figure(node.cap))
    if node.floor is not None and (node.floor or node.item is None):
        yield _("Not below %(points)s points.", points=figure(node.floor))
    if node.floor is None and node.item and node.item.rule in ("defect", "shortfall", "steps", "deadline"):
        yield _("It may go below zero.")


def _conditions(node: Node, sheet: Sheet) -> Iterator[str]:
    for each in node.zero_if:
        yield _("No points if %(condition)s.", condition=condition(each, sheet))
    for each in node.counts_if:
        yield _("It counts only if %(condition)s.", condition=condition(each, sheet))
    rule = node.applies
    if rule.kinds or rule.units or rule.size:
        yield words.said(words.OTHERS, rule.otherwise)


def meant_for(node: Node, sheet: Sheet) -> str:
    """For which branches a node is meant; empty when for all."""
    rule = node.applies
    told = [sheet.kinds(rule.kinds)] if rule.kinds else []
    told += sorted(rule.units)
    told += [condition(rule.size, sheet)] if rule.size else []
    return _("; ").join(told)


def rounding(of: Rounding | None) -> str:
    """How points are rounded; empty where they are not."""
    if of is None:
        return ""
    return _("%(mode)s to %(step)s", mode=words.said(words.ROUNDING, of.mode), step=figure(of.to))


def points(node: Node) -> str:
    """How many points a node has at most, as it stands in a column."""
    if node.item is None:
        return figure(node.cap) if node.cap is not None else ""
    if node.item.rule == "penalty":
        return figure(node.floor) if node.floor is not None else _("deduction")
    return _("open") if node.item.points is None else figure(node.item.points)


def whole(node: Node) -> Fraction | None:
    """The points of a section that says no cap: what its parts bring together where that is known."""
    if node.cap is not None or node.item:
        return node.item.points if node.cap is None and node.item else node.cap
    parts = [whole(each) for each in node.children]
    plain = node.combine == "sum" and not node.each_period and all(each.weight == 1 for each in node.children)
    known = [each for each in parts if each is not None]
    return sum(known, Fraction(0)) if plain and len(known) == len(parts) else None
