"""The points: what every node of the tree gives one unit, a pure function of its case."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from services.evaluation.domain.case import Case
from services.evaluation.domain.choosing import Span
from services.evaluation.domain.combining import Part, Proof, Step, shares, together
from services.evaluation.domain.finishing import most_of, settled, way_of
from services.evaluation.domain.measured import Measured
from services.evaluation.domain.placing import placed
from services.evaluation.domain.rules import RULES, TARGETS, Given, Params, Rule
from services.evaluation.domain.scheme import Applies, Item, Node
from services.evaluation.domain.standing import enrolled
from services.evaluation.domain.windows import MonthDay, Window

ZERO, ONE = Fraction(0), Fraction(1)
NOT_APPLICABLE, BEFORE_FOUNDING = "not-applicable", "before-founding"  # why a node is not asked of a unit


def weigh(node: Node, case: Case) -> Part:
    """A node's result with everything below it."""
    part = leaf(node, node.item, case) if node.item else branch(node, case)
    why, otherwise = unless(node, case)
    return exempt(part, otherwise, why) if why else part


def unless(node: Node, case: Case) -> tuple[str, str]:
    """Why a unit does not have to earn the node (a waiver's kind), and what it gets; empty when it has to."""
    if waiver := case.waiver(node.id):
        return waiver, "leave-out" if waiver == NOT_APPLICABLE else "full"
    return ("", "") if applies(node.applies, case) else (NOT_APPLICABLE, node.applies.otherwise)


def applies(rule: Applies, case: Case) -> bool:
    if rule.kinds and case.kind not in rule.kinds:
        return False
    if rule.units and case.book.unit not in rule.units:
        return False
    return rule.size is None or case.meets(rule.size) is True


def exempt(part: Part, otherwise: str, why: str) -> Part:
    """The result of a node that is not asked of this unit: full or no points, or out of the sum."""
    if otherwise == "leave-out":
        return left_out(part)
    given = full_of(part) if otherwise == "full" else ZERO
    steps = (*part.steps, Step(why, given - part.points))
    return replace(part, points=given, lost=(part.most or given) - given, open=ZERO, steps=steps)


def left_out(part: Part) -> Part:
    """The part, and all below it, out of the sum."""
    return replace(part, points=ZERO, most=ZERO, lost=ZERO, open=ZERO, steps=(), ratings=(), left_out=True,
                   parts=tuple(left_out(each) for each in part.parts),
                   proof=part.proof and replace(part.proof, raw=ZERO))  # fmt: skip


def full_of(part: Part) -> Fraction:
    """All points of a part; where it has no ceiling, those of its parts that have one."""
    if part.most is not None:
        return part.most
    return sum((each.share * full_of(each) for each in part.parts), ZERO)


def branch(node: Node, case: Case) -> Part:
    """A node made of nodes, or of its nodes' results in every sub-period."""
    found = _parts(node, case)
    present = [part for part in found if not part.left_out]
    given = iter(shares(node, present, [part.points for part in present]))
    parts = tuple(_shared(part, ZERO if part.left_out else next(given)) for part in found)
    raw = sum((part.share * part.points for part in parts), ZERO)
    full = together(node, present, [part.most for part in present])
    hope = together(node, present, [part.points + part.open for part in present]) or ZERO
    gone = sum((part.share * part.lost for part in parts), ZERO)
    way = way_of(node, full, node.cap, case)
    most = node.cap if full is None else most_of(way, full)
    got = settled(way, most, raw, hope, gone)
    part = Part(node, got.points, most, got.lost, got.open, ONE, got.steps, parts, ratings=way.ratings)
    return part if present or node.id == case.scheme.root.id else left_out(part)


def _shared(part: Part, share: Fraction) -> Part:
    return part if share == part.share else replace(part, share=share)


def _parts(node: Node, case: Case) -> list[Part]:
    """The results of a node's nodes, or of its sub-periods."""
    if not node.each_period:
        return [weigh(child, case) for child in node.children]
    return [_sub_period(node, case, *each) for each in case.calendar.split(node.each_period, case.window)]


def _sub_period(node: Node, case: Case, name: str, window: Window) -> Part:
    """The node's children summed within one sub-period."""
    titles = {language: f"{title} {name}" for language, title in node.title.items()}
    inner = Node(f"{node.id}@{name}", titles, node.cite, node.role, children=node.children)
    part = branch(inner, case.within(window))
    if case.founded and window.end < case.founded:
        return exempt(part, case.scheme.units.before_founding, BEFORE_FOUNDING)
    return part


def leaf(node: Node, item: Item, case: Case) -> Part:
    """A scored item."""
    rule, due, full = RULES[item.rule], due_of(item, case.window), points_of(item, case)
    cap = full if node.cap is None else node.cap
    proof = _proof(item, rule, case, due, full, cap)
    raw, way = proof.raw, way_of(node, full, cap, case)
    hope = raw if full is None or rule.advance or case.until >= due else max(raw, full)
    most = most_of(way, full)
    got = settled(way, most, raw, hope)
    part = Part(node, got.points, most, got.lost, got.open, ONE, got.steps, (), proof, ratings=way.ratings)
    if proof.value is None and item.when_none == "leave-out":
        return left_out(part)
    if item.due and case.founded and due <= case.founded:
        return exempt(part, case.scheme.units.before_founding, BEFORE_FOUNDING)
    return part


def _proof(
    item: Item, rule: Rule, case: Case, due: date, full: Fraction | None, cap: Fraction | None
) -> Proof:
    """The item's raw points, with what they come from."""
    numbers = numbers_of(item, case)
    of, over, value, baseline, place = value_of(item, rule, case, due)
    value = value if case.has_targets(item) else None
    raw = _raw(item, rule, Given(full or ZERO, numbers, value or ZERO, item, days_late(of, due)), value)
    if item.rule == "count" and cap is not None and numbers["per"] > 0:
        of = of.over(cap / numbers["per"], numbers["beyond"])
    return Proof(item.rule, dict(numbers), value, raw, due.isoformat(), of, over, place, baseline, full)


def value_of(
    item: Item, rule: Rule, case: Case, due: date
) -> tuple[Measured, Measured | None, Fraction | None, Fraction | None, int | None]:
    """What the rule works on: quantity, its denominator, the value, its baseline, the unit's place."""
    of, over, value = _ratio(item, rule, case, due)
    if item.placing:
        points, place = placed(item, case, lambda peer: _ratio(item, rule, peer, due))
        return of, over, points, None, place
    if not item.years_ago and item.baseline is None:
        return of, over, value, None, None
    base = _baseline(item, rule, case, due)
    return of, over, value / base - 1 if value is not None and base else None, base, None


def _baseline(item: Item, rule: Rule, case: Case, due: date) -> Fraction | None:
    if item.baseline:
        found = case.quantity(item.baseline)
        return found.value if found.told else None
    window = case.window.shifted(-item.years_ago)
    return _ratio(item, rule, case.within(window), due_of(item, window))[2]


def _ratio(
    item: Item, rule: Rule, case: Case, due: date
) -> tuple[Measured, Measured | None, Fraction | None]:
    over, roll = _over(item, case)
    of = case.measured(item.of, span_of(item, rule, case, due), roll)
    return of, over, ratio_of(of, over)


def numbers_of(item: Item, case: Case) -> Params:
    """The rule's numbers for this unit."""
    numbers = {name: case.number(each) for name, each in case.numbers(item).items()}
    if case.scheme.units.part_period == "prorated" and counts(item):
        numbers |= {name: shrunk(numbers[name], case.existed) for name in TARGETS.intersection(numbers)}
    return numbers


def counts(item: Item) -> bool:
    """Whether the item counts what happened in the period: of such alone a part of the period brings less."""
    of, compared = item.of, item.over or item.baseline or item.years_ago
    return bool(of.measures) and of.over is None and of.across in ("sum", "count") and not compared


def shrunk(target: Fraction, existed: Fraction) -> Fraction:
    """A target for a part of the period; a whole one stays whole: rounded down, but not to nothing."""
    if target.denominator != 1:
        return target * existed
    return max(min(target, ONE), Fraction(floor(target * existed)))


def points_of(item: Item, case: Case) -> Fraction | None:
    """The item's full points for this unit."""
    variant = case.variant(item)
    return variant.points if variant and variant.points is not None else item.points


def due_of(item: Item, window: Window) -> date:
    """The item's last due day in the window; its end when the item names none."""
    return item.due.last(window.end) if item.due else window.end


def days_late(of: Measured, due: date) -> int | None:
    """By how many days the first late filing was late."""
    late = [((fact.filed or fact.day) - due) // timedelta(days=1) for fact in of.late()]
    return min(late, default=None)


def span_of(item: Item, rule: Rule, case: Case, due: date) -> Span:
    """Filings count from the day their term opens, even when a trailing window starts later."""
    span = replace(case.span, on=case.counting_day(item.counted_on)) if item.counted_on else case.span
    if not rule.filing:
        opens = item.opens.last(due) if item.opens else None
        return replace(span, due=due if item.due else None, opens=opens)
    period, start = case.scheme.period, case.window.start
    begins = period.starts if period.every == "year" else MonthDay(start.month, start.day)
    opens = (item.opens or begins).last(due)
    return replace(span, window=Window(opens, case.window.end), due=due, filing=True)


def _over(item: Item, case: Case) -> tuple[Measured | None, frozenset[str] | None]:
    """A ratio's denominator on its counting day, and the roll its numerator must be on."""
    if item.over is None:
        return None, None
    on = case.counting_day(item.counted_on)
    over = case.measured(item.over, replace(case.span, on=on))
    roll = enrolled(item.over, case.book, on) if item.on_roll else None
    return over, roll


def ratio_of(of: Measured, over: Measured | None) -> Fraction | None:
    """The quantity, over another where there is one; None when it cannot be had."""
    if over is None:
        return of.value if of.told else None
    return of.value / over.value if over.value > 0 and of.told else None


def _raw(item: Item, rule: Rule, of: Given, value: Fraction | None) -> Fraction:
    if value is None:
        return {"full": of.points, "zero": ZERO, "leave-out": ZERO}.get(item.when_none, item.none_points)
    return rule.work(of)
