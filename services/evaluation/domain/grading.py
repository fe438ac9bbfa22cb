"""The score of a unit: its points, then the gates above them, then the grade. All pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from services.evaluation.domain.combining import Part
from services.evaluation.domain.facts import Book
from services.evaluation.domain.measuring import Measured
from services.evaluation.domain.scheme import Gate, Grade, Ladder, Scheme
from services.evaluation.domain.scoring import Case, ratio_of, weigh
from services.evaluation.domain.windows import Window


@dataclass(frozen=True)
class Bar:
    """A gate that is shut for this unit, with its grounds."""

    gate: Gate
    value: Fraction
    of: Measured | None = None


@dataclass(frozen=True)
class Result:
    """A unit's score with its reasons. `reached` is the grade that the points alone would give."""

    scheme: Scheme
    unit: str
    kind: str
    window: Window
    as_of: date
    root: Part
    bars: tuple[Bar, ...]
    reached: Grade | None
    grade: Grade | None
    why_no_grade: str = ""  # barred, existed-too-short, no-ladder, below; empty when there is one

    @property
    def total(self) -> Fraction:
        return self.root.points


def score(scheme: Scheme, book: Book, window: Window, as_of: date) -> Result:
    """The score of the book's unit in `window` as of a day (its end)."""
    until = min(as_of, window.end)
    kind = book.register.value("kind", book.unit, until)
    case = Case(scheme, book, window, as_of, kind, book.register.first("kind", book.unit))
    root = weigh(scheme.root, case)
    bars = tuple(bar for gate in scheme.gates if (bar := shut(gate, case, root)))
    ladder = scheme.ladder(kind)
    reached = _best(ladder, root, ())
    why = _why_no_grade(case, ladder, reached)
    grade = None if why else _best(ladder, root, bars)
    return Result(scheme, book.unit, kind, window, as_of, root, bars, reached, grade,
                  why or ("" if grade else "barred"))  # fmt: skip


def shut(gate: Gate, case: Case, root: Part) -> Bar | None:
    """The gate's bar when it is shut. What is merely lacking shuts it only when the window is over."""
    of: Measured | None = None
    value: Fraction | None
    if gate.of is None:
        value = find(root, gate.node).points
    else:
        of = case.quantity(gate.of)
        value = ratio_of(of, case.quantity(gate.over) if gate.over else None)
    if value is None:
        return None
    too_many = gate.at_least is not None and value >= gate.at_least
    too_few = gate.below is not None and value < gate.below and case.until >= case.window.end
    return Bar(gate, value, of) if too_many or too_few else None


def find(part: Part, node: str) -> Part:
    """The part of a node by id; the part itself for an empty id."""
    if not node or part.node.id == node:
        return part
    return next(p for child in part.parts for p in walk(child) if p.node.id == node)


def walk(part: Part) -> Iterable[Part]:
    """The part and all below it."""
    yield part
    for child in part.parts:
        yield from walk(child)


def _best(ladder: Ladder | None, root: Part, bars: Iterable[Bar]) -> Grade | None:
    if ladder is None:
        return None
    points, barred = find(root, ladder.node).points, {grade for bar in bars for grade in bar.gate.bars}
    return next((each for each in ladder.grades if points >= each.at and each.id not in barred), None)


def _why_no_grade(case: Case, ladder: Ladder | None, reached: Grade | None) -> str:
    if ladder is None:
        return "no-ladder"
    start = max(case.window.start, case.founded or case.window.start)
    if case.until - start + timedelta(days=1) < timedelta(days=case.scheme.units.min_days) and (
        start > case.window.start
    ):
        return "existed-too-short"
    return "" if reached else "below"
