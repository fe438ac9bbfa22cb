"""Questions answered from lines: those under one edition and one clock read their lines once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from services.chassis.worker import positions
from services.evaluation.domain.facts import Book, Register
from services.evaluation.domain.outcome import existing, judge
from services.evaluation.domain.windows import Window
from services.evaluation.projections.books import books_of, inherited, register
from services.evaluation.projections.scores import Answer
from services.evaluation.questions import Question


def computed(db: Connection, asked: Sequence[Question], unit: str = "") -> list[list[Answer]]:
    """To each question the scores of the units that exist on its day (or of one of them), by unit."""
    complete, reading = positions(db), Reading(db, asked, unit)
    return [_answers(each, reading, complete) for each in asked]


def _answers(of: Question, reading: "Reading", complete: dict[str, int]) -> list[Answer]:
    values = reading.values(of)
    found = judge(of.scheme, reading.books(of), of.window, of.as_of).results
    wanted = (found[unit] for unit in reading.units(of) if unit in found)
    return [Answer(one, values.value("name", one.unit, of.day), of.known_on, complete) for one in wanted]


@dataclass
class Reading:
    """Registers by clock, and books by edition, clock and heirs, each read when it is first needed."""

    db: Connection
    asked: Sequence[Question]
    unit: str
    _values: dict[date | None, Register] = field(default_factory=dict)
    _books: dict[str, dict[str, Book]] = field(default_factory=dict)

    def books(self, of: Question) -> dict[str, Book]:
        """The books of the units that exist on the day asked: of all, where they compete."""
        values, heir = self.values(of), inherited(of.scheme, self.values(of), of.day)
        key = f"{of.edition.edition} {of.known_on} {sorted(heir.items())}"
        if key not in self._books:
            alike = [each for each in self.asked if self.same(each, of)]
            units = {unit for each in alike for unit in self.together(each)}
            figures, hull = [(each.window, each.day) for each in alike], _hull(alike)
            self._books[key] = books_of(self.db, of.scheme, units, hull, heir, values, of.known_on, figures)
        return {unit: self._books[key][unit] for unit in self.together(of)}

    def same(self, one: Question, other: Question) -> bool:
        return (one.edition, one.known_on) == (other.edition, other.known_on)

    def values(self, of: Question) -> Register:
        if of.known_on not in self._values:
            self._values[of.known_on] = register(self.db, of.known_on)
        return self._values[of.known_on]

    def units(self, of: Question) -> Collection[str]:
        return [each for each in self.existing(of) if self.unit in ("", each)]

    def together(self, of: Question) -> Collection[str]:
        return self.units(of) if of.scheme.apart() else self.existing(of)

    def existing(self, of: Question) -> Collection[str]:
        return existing(self.values(of), of.day)


def _hull(asked: Sequence[Question]) -> Window:
    return Window(min(each.window.start for each in asked), max(each.window.end for each in asked))
