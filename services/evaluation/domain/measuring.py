"""From facts to a number: value, reduce within `each`, then across."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from services.evaluation.domain.choosing import Passed, Span, choose
from services.evaluation.domain.facts import Book, Fact
from services.evaluation.domain.measured import Credit, Key, Measured
from services.evaluation.domain.quantity import Number, Quantity, Test, Worth
from services.evaluation.domain.rules import reaches
from services.evaluation.domain.standing import below, registered, stock
from services.evaluation.domain.tallying import simple
from services.evaluation.domain.valuing import tally_worth, worth_of
from services.evaluation.domain.windows import SUB_PERIODS

ZERO, ONE, ONES = Fraction(0), Fraction(1), Worth()
Numbers = Sequence[Fraction]


def measure(of: Quantity, book: Book, span: Span, roll: frozenset[str] | None = None) -> Measured:
    """The quantity for this unit and span; with a `roll`, only of persons on it."""
    span = span.moved(of)
    on = (span.on if of.counted else None) or span.until
    if of.number is not None:
        return Measured(of.number)
    if of.register:
        return registered(of, book, on)
    if of.sub_units is not None:
        having = (_has(of, below(book, each), span) for each in _kinds(of, book, on))
        return Measured(Fraction(sum(having)))
    if of.stock:
        return stock(of, book, on)
    if roll is None and (tallied := _tallied(of, book, span)):
        return tallied
    facts, passed = choose(of, book, span, roll)
    under = measure(of.over, book, span, roll) if of.over else None
    return _reduce(of, facts, passed, book, span, under)


def _tallied(of: Quantity, book: Book, span: Span) -> Measured | None:
    """The figure from tallies, where these are at hand and the quantity is a plain sum."""
    found = book.tallies.get(span.stretch)
    if found is None or span.termed or not simple(of) or not found.keys() >= {*of.measures}:
        return None
    tallies = (each for name in of.measures for each in found[name])
    return Measured(sum((tally_worth(of, each) for each in tallies), ZERO))


def _kinds(of: Quantity, book: Book, on: date) -> list[str]:
    """The sub-units of a quantity's kinds."""
    below = book.below(on)
    wanted = of.sub_units or frozenset()
    return [each for each in below if not wanted or book.register.value("kind", each, on) in wanted]


def _has(of: Quantity, book: Book, span: Span) -> bool:
    """Whether a sub-unit meets the conditions of its own."""
    return all(_meets(each, book, span) for each in of.having)


def _meets(test: Test, book: Book, span: Span) -> bool:
    """Whether a sub-unit meets a condition; with nothing to judge only where the condition says so."""
    found, limit = _ratio(test, book, span), _limit(test.limit.number, book, span)
    if found is None or limit is None:
        return test.when_none is True
    return reaches(test.limit.sign, found, limit)


def _limit(of: Number, book: Book, span: Span) -> Fraction | None:
    """The number that a sub-unit has to reach, perhaps its own; None when that was never told."""
    if not isinstance(of, Quantity):
        return of
    own = measure(of, book, span)
    return own.value if own.told else None


def _ratio(test: Test, book: Book, span: Span) -> Fraction | None:
    """What a condition asks of a sub-unit; None when it cannot be had."""
    of = measure(test.of, book, span) if test.of else Measured(told=False)
    over = measure(test.over, book, span) if test.over else Measured(ONE)
    return of.value / over.value if of.told and over.told and over.value > 0 else None


def _reduce(
    of: Quantity, facts: list[Fact], passed: list[Passed], book: Book, span: Span, under: Measured | None
) -> Measured:
    """Within each key, then across the keys."""
    if not of.each and _plain(of):
        return Measured(Fraction(len(facts)), tuple(Credit(fact, ONE) for fact in facts), tuple(passed))
    grouped: dict[Key, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(tuple(key_of(fact, name, span) for name in of.each or ("fact",)), []).append(fact)
    if _once(of):
        return _first_of_each(grouped, passed)
    credits: dict[Key, list[Credit]] = {}
    numbers: dict[Key, Fraction] = {}
    for key, group in grouped.items():
        credits[key], dropped = _within(of, group, book, span.until)
        passed += dropped
        numbers[key] = _number(of, credits[key])
    if under is not None:
        numbers = {key: numbers.get(key, ZERO) / base for key, base in under.groups if base}
    kept = {key: number for key, number in numbers.items() if _reached(of, number)}
    passed += [Passed(each.fact, "unreached") for key in credits if key not in kept for each in credits[key]]
    told = bool(kept) or of.across not in NEEDS_SOME
    counted = tuple(each for key in kept for each in credits.get(key, ()))
    number = ACROSS[of.across](list(kept.values()))
    return Measured(number, counted, tuple(passed), told=told, groups=tuple(kept.items()))


def _once(of: Quantity) -> bool:
    """Whether the number is simply how many keys there are."""
    counted = of.within == "once" and of.across in ("sum", "count") and of.at_most is None and of.over is None
    return counted and of.reach is None and of.below is None and of.worth == ONES


def _first_of_each(grouped: Mapping[Key, list[Fact]], passed: list[Passed]) -> Measured:
    """The first fact of every key counts, and the key as one."""
    passed += [Passed(fact, "duplicate") for group in grouped.values() for fact in group[1:]]
    counted = tuple(Credit(group[0], ONE) for group in grouped.values())
    groups = tuple((key, ONE) for key in grouped)
    return Measured(Fraction(len(grouped)), counted, tuple(passed), groups=groups)


def _plain(of: Quantity) -> bool:
    """Whether the number is simply how many facts there are."""
    one = of.within == "sum" and of.across == "sum" and of.at_most is None and of.over is None
    return one and of.reach is None and of.below is None and of.worth == ONES


def _reached(of: Quantity, number: Fraction) -> bool:
    return (of.reach is None or number >= of.reach) and (of.below is None or number < of.below)


def key_of(fact: Fact, name: str, span: Span) -> str:
    """A key of a fact: a field, a tag, or the sub-period of its day."""
    return span.calendar.name_of(name, fact.day) if name in SUB_PERIODS else fact.get(name)


def _number(of: Quantity, credits: list[Credit]) -> Fraction:
    total = sum((each.worth for each in credits), ZERO)
    return total / len(credits) if of.within == "mean" and credits else total


def _within(of: Quantity, group: list[Fact], book: Book, on: date) -> tuple[list[Credit], list[Passed]]:
    """What each fact of one key brings; `once` takes the first, max and min the one that decides."""
    worth = [worth_of(of, fact, book, on) for fact in group]
    kept = range(len(group))
    if of.within in PICK:
        kept = range((at := PICK[of.within](worth)), at + 1)
    credits: list[Credit] = []
    dropped = [Passed(fact, "duplicate") for at, fact in enumerate(group) if at not in kept]
    left = of.at_most
    for at in kept:
        bring = worth[at] if left is None else min(worth[at], left)
        left = None if left is None else left - bring
        if bring or not worth[at]:
            credits.append(Credit(group[at], bring))
        else:
            dropped.append(Passed(group[at], "beyond-each"))
    return credits, dropped


PICK: dict[str, Callable[[Numbers], int]] = {
    "once": lambda worth: 0,
    "last": lambda worth: len(worth) - 1,
    "max": lambda worth: worth.index(max(worth)),
    "min": lambda worth: worth.index(min(worth)),
}
WITHIN = frozenset({"sum", "mean", *PICK})


def _mean(numbers: Iterable[Fraction]) -> Fraction:
    found = list(numbers)
    return sum(found, ZERO) / len(found) if found else ZERO


ACROSS: dict[str, Callable[[Numbers], Fraction]] = {
    "sum": lambda numbers: sum(numbers, ZERO),
    "count": lambda numbers: Fraction(len(numbers)),
    "mean": _mean,
    "trimmed-mean": lambda numbers: _mean(sorted(numbers)[1:-1] if len(numbers) > 2 else numbers),
    "median": lambda numbers: Fraction(median(numbers)) if numbers else ZERO,
    "max": lambda numbers: max(numbers, default=ZERO),
    "min": lambda numbers: min(numbers, default=ZERO),
    "first": lambda numbers: numbers[0] if numbers else ZERO,
    "last": lambda numbers: numbers[-1] if numbers else ZERO,
}
NEEDS_SOME = frozenset({"mean", "trimmed-mean", "median", "max", "min", "first", "last"})
