"""The score of a unit: its points, then the gates above them, then the grade. All pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from services.evaluation.domain.case import Case, cases_of
from services.evaluation.domain.combining import Part
from services.evaluation.domain.facts import Book
from services.evaluation.domain.frame import Grade, Ladder, Scheme, Ties
from services.evaluation.domain.measured import Measured
from services.evaluation.domain.ranks import Place, Rank, grouped, rank, tie_keys
from services.evaluation.domain.scheme import Gate
from services.evaluation.domain.scoring import weigh
from services.evaluation.domain.windows import Window

ONE = Fraction(1)


@dataclass(frozen=True)
class Bar:
    """A gate that is shut for this unit, with its grounds: a quantity (over another), or nodes."""

    gate: Gate
    value: Fraction | None  # None when there was nothing to judge
    of: Measured | None = None
    over: Measured | None = None
    nodes: tuple[Part, ...] = ()


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
    category: str = ""  # in which the unit is ranked
    rank: Rank = ()
    place: Place | None = None
    why_no_place: str = ""  # no-group, barred, not-there; empty when there is one
    awards: tuple[str, ...] = ()
    allowances: Mapping[str, Part] = field(default_factory=dict)
    by_node: Mapping[str, Part] = field(default_factory=dict, repr=False, compare=False)

    @property
    def total(self) -> Fraction:
        return self.root.points

    def points(self, node: str) -> Fraction:
        """The points of a node by id; of the whole sheet for an empty id."""
        return self.by_node[node].points if node else self.root.points

    def value(self, node: str) -> Fraction | None:
        """The points of a node; None when it is left out for this unit, or something that it lies in."""
        part = self.by_node.get(node) if node else self.root
        return None if part is None or part.left_out else part.points

    def barred(self, what: str) -> bool:
        """Whether a shut gate takes this grade or award away."""
        return any(what in bar.gate.bars for bar in self.bars)


def score(scheme: Scheme, book: Book, window: Window, as_of: date) -> Result:
    """The score of one unit for itself, without places and awards."""
    return graded(cases_of(scheme, {book.unit: book}, window, as_of)[book.unit])


def graded(case: Case) -> Result:
    """The unit's points, the gates that are shut for it, and its grade."""
    scheme, root = case.scheme, weigh(case.scheme.root, case)
    nodes = {part.node.id: part for part in walk(root)}
    found = Result(
        scheme, case.book.unit, case.kind, case.window, case.as_of, root, (), None, None, by_node=nodes
    )
    found = replace(found, bars=tuple(bar for gate in scheme.gates if (bar := shut(gate, case, found))))
    ladder = scheme.ladder(case.kind)
    reached = _best(ladder, found, False)
    why = _why_no_grade(case, ladder, reached)
    grade = None if why else _best(ladder, found, True)
    why = why or ("" if grade else "barred")
    keys = tie_keys(case, found, scheme.settings.ties or Ties())
    return replace(
        found, reached=reached, grade=grade, why_no_grade=why, category=case.category,
        rank=rank(found.total, False, keys), why_no_place=_why_no_place(case, found),
    )  # fmt: skip


def shut(gate: Gate, case: Case, result: Result) -> Bar | None:
    """The gate's bar when it is shut by this window, or by one of those before that still count."""
    if bar := _shut(gate, case, result):
        return bar
    earlier = (case.within(case.window.shifted(-back)) for back in range(1, gate.years))
    return next((bar for each in earlier if (bar := _shut(gate, each, result))), None)


def _shut(gate: Gate, case: Case, result: Result) -> Bar | None:
    """The gate's bar when the window shuts it."""
    test = gate.test
    if not _meant(gate, case):
        return None
    if not case.holds_now(test, result):
        return None
    of, over = (case.quantity(each) if each else None for each in (test.of, test.over))
    asked = (*test.nodes, test.over_node) if test.over_node else test.nodes
    return Bar(gate, case.value(test, result), of, over, tuple(result.by_node[node] for node in asked))


def _meant(gate: Gate, case: Case) -> bool:
    """Whether the gate asks units like this one."""
    of_kind = not gate.kinds or case.kind in gate.kinds
    return of_kind and (gate.size is None or case.meets(gate.size) is True)


def find(part: Part, node: str) -> Part:
    """The part of a node by id; the part itself for an empty id."""
    return next(each for each in walk(part) if each.node.id == node) if node else part


def walk(part: Part) -> Iterable[Part]:
    """The part and all below it."""
    yield part
    for child in part.parts:
        yield from walk(child)


def _best(ladder: Ladder | None, result: Result, barred: bool) -> Grade | None:
    """The best grade that the points reach (and no gate takes away)."""
    grades = ladder.grades if ladder else ()
    points = result.points(ladder.node) if ladder else ONE
    return next(
        (each for each in grades if points >= each.at and not (barred and result.barred(each.id))), None
    )


def _why_no_place(case: Case, found: Result) -> str:
    """Why the unit is not ranked with the others."""
    if any(bar.gate.place for bar in found.bars):
        return "barred"
    return "" if grouped(case, case.scheme.settings.categories) else "no-group"


def _why_no_grade(case: Case, ladder: Ladder | None, reached: Grade | None) -> str:
    if ladder is None:
        return "no-ladder"
    start = max(case.window.start, case.founded or case.window.start)
    days = (case.until - start).days + 1
    units = case.scheme.units
    if start > case.window.start and (days < units.min_days or units.part_period == "ungraded"):
        return "existed-too-short"
    return "" if reached else "below"
