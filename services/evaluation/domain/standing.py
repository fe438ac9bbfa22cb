"""What stands on a day: stocks and registers of a unit, of the units below it, or of both."""

from datetime import date
from fractions import Fraction

from services.evaluation.domain.choosing import holds
from services.evaluation.domain.facts import Book
from services.evaluation.domain.measured import ZERO, Credit, Measured
from services.evaluation.domain.quantity import Quantity


def units_of(of: Quantity, book: Book, on: date) -> list[Book]:
    """The books of the unit, of those below it on the day, or of both."""
    if of.units == "own":
        return [book]
    return [book][of.units == "below" :] + [below(book, each) for each in book.below(on)]


def below(book: Book, unit: str) -> Book:
    """A sub-unit's book; of one that is not scored at all only its registers are known."""
    return book.world.get(unit) or Book(unit, book.register, world=book.world)


def _moves(of: Quantity, book: Book, on: date) -> list[Credit]:
    """Who came to this unit and who went, as one each."""
    return [
        Credit(fact, Fraction(sign)) for sign, fact in book.moves(of.plus, of.minus, on) if holds(of, fact)
    ]


def stock(of: Quantity, book: Book, on: date) -> Measured:
    """How many came until a day, less those who went."""
    moves = [move for each in units_of(of, book, on) for move in _moves(of, each, on)]
    return Measured(sum((each.worth for each in moves), ZERO), tuple(moves))


def enrolled(of: Quantity, book: Book, on: date) -> frozenset[str]:
    """Who is in a stock on a day."""
    rolls = (each.roll(of.plus, of.minus, on) for each in units_of(of, book, on))
    return frozenset(person for each in rolls for person in each)


def registered(of: Quantity, book: Book, on: date) -> Measured:
    """The value in force, of several units the sum of those that have one."""
    found = [_entered(of, each, on) for each in units_of(of, book, on)]
    if of.units == "own":
        return found[0]
    told = [each for each in found if each.told]
    entries = tuple(each.entry for each in told if each.entry)
    return Measured(sum((each.value for each in told), ZERO), entries=entries, told=bool(told))


def _entered(of: Quantity, book: Book, on: date) -> Measured:
    """The number of the value in force: by a table, or as it is; `otherwise` where there is none."""
    entry = book.register.held(of.register, book.unit, on, of.key)
    text = entry.value if entry else ""
    value = of.table.get(text) if of.table is not None and text else _number_of(text)
    value = of.otherwise if value is None else value
    return Measured(value or ZERO, entry=entry, told=value is not None)


def _number_of(text: str) -> Fraction | None:
    """The number that a register holds; None for a text that is none."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
