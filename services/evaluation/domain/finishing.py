"""From raw points to points: marks, conditions, coefficient, cap, floor, rounding; then lost and open."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from services.evaluation.domain.case import Case
from services.evaluation.domain.combining import Ground, Rating, Step, rounded
from services.evaluation.domain.quantity import Test
from services.evaluation.domain.rules import band
from services.evaluation.domain.scheme import Node, Rater

ZERO, ONE = Fraction(0), Fraction(1)


class Way(NamedTuple):
    """What lies between the raw points of a node and its points, for one unit on one day."""

    node: Node
    cap: Fraction | None
    factor: Fraction = ONE
    top: Fraction | None = None  # what a full mark is worth, in raw points
    ratings: tuple[Rating, ...] = ()
    out: Ground | None = None
    ended: bool = True  # no mark can come any more


def way_of(node: Node, full: Fraction | None, cap: Fraction | None, case: Case) -> Way:
    """The way for this unit; `full`: the most of the raw points."""
    factor = coefficient(node, case)
    top = _top(full, cap, factor) if node.raters else None
    ratings = tuple(_rating(each, top, case) for each in node.raters)
    out = _out(node, case) if node.zero_if or node.counts_if else None
    return Way(node, cap, factor, top, ratings, out, case.until >= case.window.end)


def _top(full: Fraction | None, cap: Fraction | None, factor: Fraction) -> Fraction | None:
    """The raw points that bring all points of a node: the most of them, or what the cap lets count."""
    if cap is None or factor <= 0:
        return full
    return cap / factor if full is None else min(full, cap / factor)


def coefficient(node: Node, case: Case) -> Fraction:
    """The node's factor for this unit."""
    rule = node.coefficient
    return band(rule.bands, case.quantity(rule.of).value, rule.number) if rule.of else rule.number


def _rating(rater: Rater, top: Fraction | None, case: Case) -> Rating:
    if rater.of is None:
        return Rating(rater)
    mark = case.quantity(rater.of)
    scale = top / rater.out_of if rater.out_of and top is not None else ONE
    return Rating(rater, mark, mark.value * scale if mark.told else None)


def _out(node: Node, case: Case) -> Ground | None:
    """The condition that sets the node to nothing, or without which it does not count."""
    for number, test in enumerate(node.zero_if):
        if case.holds_now(test):
            return _ground("zero-out", number, test, True, case)
    unmet = [(number, test) for number, test in enumerate(node.counts_if) if case.meets(test) is not True]
    found = [(_never(test, case), number, test) for number, test in unmet]
    for good, number, test in sorted(found, key=lambda each: not each[0])[:1]:
        return _ground("not-counted", number, test, good, case)
    return None


def _never(test: Test, case: Case) -> bool:
    """Whether a condition that is not met can no longer be: the window is over, or there is too much."""
    exceeded = test.limit.lacking and case.value(test) is not None
    return exceeded or case.until >= case.window.end


def _ground(rule: str, number: int, test: Test, for_good: bool, case: Case) -> Ground:
    of, over = (case.quantity(each) if each else None for each in (test.of, test.over))
    return Ground(rule, number, test, case.value(test), for_good, of, over)


def most_of(way: Way, full: Fraction | None) -> Fraction | None:
    """The most that the node can bring, of so many raw points."""
    if full is None:
        return None
    return next((points for _, _, points in reversed([*_limits(way, full)])), full)


class Settled(NamedTuple):
    """A node's points, what changed them, and what is lost and open of the most."""

    points: Fraction
    lost: Fraction
    open: Fraction
    steps: tuple[Step, ...]


def settled(way: Way, most: Fraction | None, raw: Fraction, hope: Fraction, gone: Fraction = ZERO) -> Settled:
    """What comes of raw points. `hope`: those that can still be had; `gone`: those lost beside them."""
    points, steps = _finished(way, raw)
    hoping = _hoping(way)
    best = points if hoping is way and hope == raw else max(points, _finished(hoping, hope)[0])
    if most is None:
        whole = _finished(way._replace(out=None), hope + gone)[0] if way.out or gone else best
        return Settled(points, max(ZERO, whole - best), best - points, steps)
    best = min(best, most)
    return Settled(points, max(ZERO, most - max(best, points)), max(ZERO, best - points), steps)


def _hoping(way: Way) -> Way:
    """The same with every mark that may still come at its best, and without what may still be mended."""
    waiting = not way.ended and any(each.mark and each.points is None for each in way.ratings)
    if waiting and way.top is not None:
        best = (replace(each, points=way.top) if each.mark and each.points is None else each
                for each in way.ratings)  # fmt: skip
        way = way._replace(ratings=tuple(best))
    return way if way.out is None or way.out.for_good else way._replace(out=None)


def _finished(way: Way, raw: Fraction) -> tuple[Fraction, tuple[Step, ...]]:
    """The points, with every change as a step."""
    points, steps = raw, []
    for rule, limit, changed in _changes(way, raw):
        ground = way.out if way.out and rule == way.out.rule else None
        steps.append(Step(rule, changed - points, limit, ground))
        points = changed
    return points, tuple(steps)


def _changes(way: Way, points: Fraction) -> Iterator[tuple[str, Fraction | None, Fraction]]:
    """The rules that change the points, one after the other, with their limits and what is then left."""
    if way.ratings and (rated := _rated(way.ratings, points)) != points:
        points = rated
        yield "raters", None, points
    if way.out and points > 0:
        points = ZERO
        yield way.out.rule, None, points
    yield from _limits(way, points)


def _rated(ratings: tuple[Rating, ...], computed: Fraction) -> Fraction:
    """The weighted marks; one that was never given leaves its weight to the rest."""
    told = [(each.rater.weight, each.points if each.mark else computed) for each in ratings]
    given = [(weight, points) for weight, points in told if points is not None]
    weight = sum((weight for weight, _ in given), ZERO)
    return sum((weight * points for weight, points in given), ZERO) / weight if weight else computed


def _limits(way: Way, points: Fraction) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Coefficient, cap, floor and rounding."""
    node = way.node
    if way.factor != ONE and points:
        points *= way.factor
        yield "coefficient", way.factor, points
    if way.cap is not None and points > way.cap:
        points = way.cap
        yield "cap", way.cap, points
    if node.floor is not None and points < node.floor:
        points = node.floor
        yield "floor", node.floor, points
    if node.rounding and (changed := rounded(points, node.rounding)) != points:
        yield "rounding", node.rounding.to, changed
