"""What one fact is worth: one, an amount, days late, a table's entry, points for a place."""

from datetime import date
from fractions import Fraction
from functools import lru_cache

from services.evaluation.domain.facts import Book, Fact, Tally
from services.evaluation.domain.lines import Tags
from services.evaluation.domain.quantity import Quantity, Worth

ZERO, ONE = Fraction(0), Fraction(1)


def worth_of(of: Quantity, fact: Fact, book: Book, on: date) -> Fraction:
    """The worth of a fact on the day asked (old facts may have lost some)."""
    worth = of.worth
    found = _plain(worth, of, fact, book)
    if worth.share:
        found /= max(1, int(fact.get(worth.share) or 1))
    return found * _left(worth, fact.day, on) if worth.decay else found


def tally_worth(of: Quantity, tally: Tally) -> Fraction:
    """What all facts of a tally bring together."""
    each = worth_of_tags(of, tally.tags)
    if each is None:
        return ZERO
    return tally.amount * of.step if of.worth.kind == "amount" else tally.count * each


@lru_cache(maxsize=65_536)
def worth_of_tags(of: Quantity, tags: Tags) -> Fraction | None:
    """The worth of one fact with these tags; None when the quantity's conditions leave it out."""
    told = dict(tags)
    if not all((told.get(name, "") in values) is wanted for name, values, wanted in of.where):
        return None
    if of.worth.kind == "table":
        return entered(of.worth, tuple(told.get(name, "") for name in of.worth.by))
    return ONE


def _plain(worth: Worth, of: Quantity, fact: Fact, book: Book) -> Fraction:
    if worth.kind == "amount":
        return fact.amount * of.step
    if worth.kind == "days-late":
        return Fraction(max(0, ((fact.filed or fact.day) - fact.day).days))
    if worth.kind == "table":
        return entered(worth, tuple(fact.get(name) for name in worth.by))
    if worth.kind == "places":
        return placed(worth, int(fact.amount * of.step), entrants(of, fact, book) if worth.less_one else 0)
    return ONE


def entered(worth: Worth, tags: tuple[str, ...]) -> Fraction:
    """The table's entry for these tags; a branch of the table that ends early is for all that follows."""
    found = (worth.table.get(tags[:depth]) for depth in range(len(tags), 0, -1))
    return next((each for each in found if each is not None), worth.otherwise)


def entrants(of: Quantity, fact: Fact, book: Book) -> int:
    """How many of all units were in the field of a placed fact: its occasion and event."""
    books = book.world.values() or [book]
    same = (fact.occasion, fact.subject)
    found = (each for one in books for each in one.of(*of.measures) if each.live)
    return sum((each.occasion, each.subject) == same for each in found)


def placed(worth: Worth, place: int, field: int) -> Fraction:
    """The points of a place; with `less_one`, the last of a field is never placed."""
    if place < 1 or (worth.less_one and place >= field):
        return worth.otherwise
    return worth.places[place - 1] if place <= len(worth.places) else worth.otherwise


def _left(worth: Worth, day: date, on: date) -> Fraction:
    """The part that is left of a fact's worth at its age."""
    age = (on - day).days
    return next((left for after, left in reversed(worth.decay) if age >= after), ONE)
