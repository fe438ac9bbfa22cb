"""The points: what every node of the tree gives one unit, a pure function of its case."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from services.evaluation.domain.case import Case
from services.evaluation.domain.choosing import Span
from services.evaluation.domain.combining import COMBINE, Part, Proof, Step, finish
from services.evaluation.domain.measuring import Measured
from services.evaluation.domain.placing import placed
from services.evaluation.domain.rules import RULES, TARGETS, Given, Params, Rule, band
from services.evaluation.domain.scheme import Applies, Item, Node
from services.evaluation.domain.windows import MonthDay, Window

ZERO, ONE = Fraction(0), Fraction(1)


def weigh(node: Node, case: Case) -> Part:
    """A node's result with everything below it."""
    part = leaf(node, node.item, case) if node.item else branch(node, case)
    otherwise = unless(node, case)
    return exempt(part, otherwise) if otherwise else part


def unless(node: Node, case: Case) -> str:
    """What the node gives a unit that it is not meant for, or that a waiver frees; empty when it is meant."""
    if waiver := case.waiver(node.id):
        return "leave-out" if waiver == "not-applicable" else "full"
    return "" if applies(node.applies, case) else node.applies.otherwise


def applies(rule: Applies, case: Case) -> bool:
    if rule.kinds and case.kind not in rule.kinds:
        return False
    if rule.units and case.book.unit not in rule.units:
        return False
    return rule.size is None or case.meets(rule.size) is True


def exempt(part: Part, otherwise: str) -> Part:
    """The result of a node that is not meant for this unit: full or no points, or out of the sum."""
    if otherwise == "leave-out":
        return replace(part, points=ZERO, most=ZERO, lost=ZERO, open=ZERO, steps=(), parts=(), left_out=True,
                       proof=part.proof and replace(part.proof, raw=ZERO))  # fmt: skip
    given = (part.most or ZERO) if otherwise == "full" else ZERO
    steps = (*part.steps, Step("not-applicable", given - part.points))
    return replace(part, points=given, lost=(part.most or given) - given, open=ZERO, steps=steps)


def branch(node: Node, case: Case) -> Part:
    """A node made of nodes, or of its nodes' results in every sub-period."""
    if node.each_period:
        found = [
            _sub_period(node, case, *each) for each in case.calendar.split(node.each_period, case.window)
        ]
    else:
        found = [weigh(child, case) for child in node.children]
    present = [part for part in found if not part.left_out]
    shares = iter(COMBINE[node.combine](present) if present else ())
    parts = tuple(_shared(part, ZERO if part.left_out else next(shares)) for part in found)
    raw = sum((part.share * part.points for part in parts), ZERO)
    factor = coefficient(node, case)
    most = _most(node, parts, factor)
    before = (*raters(node, raw, most, case), *_zeroed(node, raw, case))
    points, steps = finish(node, raw, factor, before)
    return _summed(Part(node, points, most, ZERO, ZERO, ONE, steps, parts))


def _shared(part: Part, share: Fraction) -> Part:
    return part if share == part.share else replace(part, share=share)


def _summed(part: Part) -> Part:
    """What a branch has lost and what is open to it."""
    still = sum((each.share * each.open for each in part.parts), ZERO)
    if part.most is None:
        lost = sum((each.share * each.lost for each in part.parts), ZERO)
        return replace(part, lost=lost, open=still)
    still = max(ZERO, min(still, part.most - part.points))
    return replace(part, lost=part.most - part.points - still, open=still)


def _sub_period(node: Node, case: Case, name: str, window: Window) -> Part:
    """The node's children summed within one sub-period."""
    titles = {language: f"{title} {name}" for language, title in node.title.items()}
    inner = Node(f"{node.id}@{name}", titles, node.cite, node.role, children=node.children)
    return branch(inner, case.within(window))


def _most(node: Node, parts: Iterable[Part], factor: Fraction) -> Fraction | None:
    known = [part.share * part.most for part in parts if part.most is not None and part.share]
    whole = len(known) == sum(1 for part in parts if part.share)
    most = sum(known, ZERO) * factor if whole else None
    return most if node.cap is None else node.cap if most is None else min(node.cap, most)


def coefficient(node: Node, case: Case) -> Fraction:
    """The node's factor for this unit."""
    rule = node.coefficient
    return band(rule.bands, case.quantity(rule.of).value, rule.number) if rule.of else rule.number


def raters(node: Node, computed: Fraction, most: Fraction | None, case: Case) -> tuple[Step, ...]:
    """What the marks of others change; a mark that was never given leaves its weight to the rest."""
    given: list[tuple[Fraction, Fraction]] = []
    for rater in node.raters:
        marked = case.quantity(rater.of) if rater.of else Measured(computed)
        if marked.told:
            scale = most / rater.out_of if rater.out_of and most is not None else ONE
            given.append((rater.weight, marked.value * scale))
    weight = sum((share for share, _ in given), ZERO)
    if not weight:
        return ()
    marked_points = sum((share * points for share, points in given), ZERO) / weight
    return (Step("raters", marked_points - computed),) if marked_points != computed else ()


def _zeroed(node: Node, points: Fraction, case: Case) -> tuple[Step, ...]:
    """A condition that sets the node to nothing, or a floor under which it does not count."""
    if any(case.holds_now(each) for each in node.zero_if):
        return (Step("zero-out", -points),) if points else ()
    if any(case.meets(each) is not True for each in node.counts_if):
        return (Step("not-counted", -points),) if points else ()
    return ()


def leaf(node: Node, item: Item, case: Case) -> Part:
    """A scored item."""
    rule, numbers, due = RULES[item.rule], numbers_of(item, case), due_of(item, case.window)
    full = points_of(item, case)
    of, over, value, baseline, place = value_of(item, rule, case, due)
    value = value if case.has_targets(item) else None
    raw = _raw(item, rule, Given(full or ZERO, numbers, value or ZERO, item, days_late(of, due)), value)
    if item.rule == "count" and full is not None and numbers["per"] > 0:
        of = of.over(full / numbers["per"], numbers["beyond"])
    proof = Proof(item.rule, dict(numbers), value, raw, due.isoformat(), of, over, place, baseline)
    capped = node if full == item.points else replace(node, cap=full)
    before = (*raters(node, raw, full, case), *_zeroed(node, raw, case))
    points, steps = finish(capped, raw, coefficient(node, case), before)
    lost, still = _decided(points, full, rule, case, due)
    part = Part(node, points, full, lost, still, steps=steps, proof=proof)
    if value is None and item.when_none == "leave-out":
        return exempt(part, "leave-out")
    if item.due and case.founded and due <= case.founded:
        return exempt(part, case.scheme.units.before_founding)
    return part


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


def _decided(
    points: Fraction, most: Fraction | None, rule: Rule, case: Case, due: date
) -> tuple[Fraction, Fraction]:
    """Lost and open: nothing is lost before it is due, but what an occurrence took is lost at once."""
    if most is None or points >= most:
        return ZERO, ZERO
    decided = rule.advance or case.until >= due
    return (most - points, ZERO) if decided else (ZERO, most - points)


def numbers_of(item: Item, case: Case) -> Params:
    """The rule's numbers for this unit."""
    numbers = {name: case.number(each) for name, each in case.numbers(item).items()}
    if case.scheme.units.part_period == "prorated":
        numbers |= {name: numbers[name] * case.existed for name in TARGETS.intersection(numbers)}
    return numbers


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
        return replace(span, due=due) if item.due else span
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
    roll = case.book.roll(item.over.plus, item.over.minus, on) if item.on_roll else None
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
