"""The points: what every node of the tree gives one unit, a pure function of its book and the day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from services.evaluation.domain.combining import COMBINE, Part, Proof, Step, finish
from services.evaluation.domain.facts import Book
from services.evaluation.domain.measuring import Measured, Span, measure
from services.evaluation.domain.rules import RULES, Params, Rule
from services.evaluation.domain.scheme import Applies, Item, Node, Quantity, Scheme
from services.evaluation.domain.windows import Window

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Case:
    """One unit on one day: what every node is weighed against."""

    scheme: Scheme
    book: Book
    window: Window
    as_of: date
    kind: str
    founded: date | None
    known: dict[tuple[Quantity, Span, frozenset[str] | None], Measured] = field(default_factory=dict)

    @property
    def until(self) -> date:
        return min(self.as_of, self.window.end)

    def quantity(self, of: Quantity) -> Measured:
        return self.measured(of, Span(self.window, self.until))

    def measured(self, of: Quantity, span: Span, roll: frozenset[str] | None = None) -> Measured:
        """The quantity, measured once for all items that ask for it."""
        asked = (of, span, roll)
        if asked not in self.known:
            self.known[asked] = measure(of, self.book, span, roll)
        return self.known[asked]


def weigh(node: Node, case: Case) -> Part:
    """A node's result with everything below it."""
    part = leaf(node, node.item, case) if node.item else branch(node, case)
    if applies(node.applies, case):
        return part
    return exempt(part, node.applies.otherwise)


def applies(rule: Applies, case: Case) -> bool:
    if rule.kinds and case.kind not in rule.kinds:
        return False
    if rule.size is None:
        return True
    size = case.quantity(rule.size).value
    return (rule.at_least is None or size >= rule.at_least) and (rule.below is None or size < rule.below)


def exempt(part: Part, otherwise: str) -> Part:
    """The result of a node that is not meant for this unit: full or no points, or out of the sum."""
    if otherwise == "leave-out":
        return replace(part, points=ZERO, most=ZERO, lost=ZERO, open=ZERO, steps=(), parts=(), left_out=True,
                       proof=part.proof and replace(part.proof, raw=ZERO))  # fmt: skip
    given = (part.most or ZERO) if otherwise == "full" else ZERO
    steps = (*part.steps, Step("not-applicable", given - part.points))
    return replace(part, points=given, lost=(part.most or given) - given, open=ZERO, steps=steps)


def branch(node: Node, case: Case) -> Part:
    """A node made of nodes."""
    found = [weigh(child, case) for child in node.children]
    present = [part for part in found if not part.left_out]
    shares = iter(COMBINE[node.combine](present) if present else ())
    parts = tuple(replace(part, share=ZERO if part.left_out else next(shares)) for part in found)
    raw = sum((part.share * part.points for part in parts), ZERO)
    points, steps = finish(node, raw, raters(node, raw, case))
    most = _most(node, parts)
    still = sum((part.share * part.open for part in parts), ZERO)
    if most is None:
        lost = sum((part.share * part.lost for part in parts), ZERO)
        return Part(node, points, None, lost, still, ONE, steps, parts)
    still = max(ZERO, min(still, most - points))
    return Part(node, points, most, most - points - still, still, ONE, steps, parts)


def _most(node: Node, parts: Iterable[Part]) -> Fraction | None:
    known = [part.share * part.most for part in parts if part.most is not None and part.share]
    whole = len(known) == sum(1 for part in parts if part.share)
    most = sum(known, ZERO) * node.coefficient if whole else None
    return most if node.cap is None else node.cap if most is None else min(node.cap, most)


def raters(node: Node, computed: Fraction, case: Case) -> tuple[Step, ...]:
    """What the marks of others change; a mark that was never given leaves its weight to the rest."""
    given: list[tuple[Fraction, Fraction]] = []
    for rater in node.raters:
        if not rater.key:
            given.append((rater.weight, computed))
        elif mark := case.book.register.value("figure", case.book.unit, case.until, rater.key):
            given.append((rater.weight, Fraction(mark)))
    weight = sum((share for share, _ in given), ZERO)
    if not weight:
        return ()
    marked = sum((share * points for share, points in given), ZERO) / weight
    return (Step("raters", marked - computed),) if marked != computed else ()


def leaf(node: Node, item: Item, case: Case) -> Part:
    """A scored item."""
    rule, numbers, due = RULES[item.rule], item.numbers(case.kind), due_of(item, case.window)
    span = span_of(item, rule, case, due)
    over, roll = _over(item, case)
    of = case.measured(item.of, span, roll)
    value = ratio_of(of, over)
    raw = _raw(item, rule, numbers, of, value)
    if item.rule == "count" and item.points is not None and numbers["per"] > 0:
        of = of.over(item.points / numbers["per"], numbers["beyond"])
    proof = Proof(item.rule, dict(numbers), value, raw, due.isoformat(), of, over)
    points, steps = finish(node, raw)
    part = _decided(Part(node, points, item.points, ZERO, ZERO, steps=steps, proof=proof), rule, case, due)
    if value is None and item.when_none == "leave-out":
        return exempt(part, "leave-out")
    if item.due and case.founded and due <= case.founded:
        return exempt(part, case.scheme.units.before_founding)
    return part


def _decided(part: Part, rule: Rule, case: Case, due: date) -> Part:
    """Nothing is lost before it is due, but what an occurrence took is lost at once."""
    if part.most is None:
        return part
    missing = max(ZERO, part.most - part.points)
    decided = rule.advance or case.until >= due
    return replace(part, lost=missing if decided else ZERO, open=ZERO if decided else missing)


def due_of(item: Item, window: Window) -> date:
    """The item's last due day in the window; its end when the item names none."""
    return item.due.last(window.end) if item.due else window.end


def span_of(item: Item, rule: Rule, case: Case, due: date) -> Span:
    """Filings count from the day their term opens, even when a trailing window starts later."""
    if not rule.filing:
        return Span(case.window, case.until, due if item.due else None)
    opens = (item.opens or case.scheme.starts).last(due)
    return Span(Window(opens, case.window.end), case.until, due, filing=True)


def _over(item: Item, case: Case) -> tuple[Measured | None, frozenset[str] | None]:
    """A ratio's denominator on its counting day, and the roll its numerator must be on."""
    if item.over is None:
        return None, None
    on = item.counted_on.last(case.until) if item.counted_on else case.until
    over = case.measured(item.over, Span(case.window, case.until, on=on))
    roll = case.book.roll(item.over.plus, item.over.minus, on) if item.on_roll else None
    return over, roll


def ratio_of(of: Measured, over: Measured | None) -> Fraction | None:
    """The quantity, over another where there is one; None when it cannot be had."""
    if over is None:
        return of.value if of.told else None
    return of.value / over.value if over.value > 0 and of.told else None


def _raw(item: Item, rule: Rule, numbers: Params, of: Measured, value: Fraction | None) -> Fraction:
    full = item.points or ZERO
    if value is None:
        return {"full": full, "zero": ZERO, "leave-out": ZERO}.get(item.when_none, item.none_points)
    return rule.work(full, numbers, value, of.late())
