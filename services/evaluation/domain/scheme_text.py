"""A scheme read from plain data, with every mistake named by its place."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.combining import COMBINE, ROUNDING
from services.evaluation.domain.quantity_text import QuantityReader
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.rules import RULES, Rule
from services.evaluation.domain.scheme import (
    Applies,
    Citation,
    Gate,
    Grade,
    Item,
    Ladder,
    Node,
    Rater,
    Rounding,
    Scheme,
    Units,
)
from services.evaluation.domain.windows import NEW_YEAR, MonthDay

Made = TypeVar("Made")
NODE = ("id", "title", "cite", "role", "weight", "coefficient", "cap", "floor", "round", "applies", "raters")
ITEM = ("points", "rule", "of", "over", "on_roll", "counted_on", "when_none", "due", "opens", "variants")
NONE = ("full", "zero", "leave-out")
ZERO = Fraction(0)
UNKNOWN = Rule(lambda points, numbers, value, late: points)


class Reader(QuantityReader):
    """Reads one scheme against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.kinds: Collection[str] = ()
        self.ids: dict[str, int] = {}
        self.grades: set[str] = set()
        self.item_rounding: Rounding | None = None

    def scheme(self, at: Cursor) -> Scheme:
        """The scheme. Raises Wrong naming every mistake."""
        at.only("scheme", "title", "catalogue", "in_force_from", "period", "kinds", "rounding", "root",
                "gates", "grades", "units")  # fmt: skip
        at["catalogue"].choice([self.catalogue.edition])
        at["period"].only("starts") if "period" in at else None
        kinds = {name: each.title() for name, each in at["kinds"].pairs()}
        self.kinds = kinds
        self.item_rounding = self.rounding(at["rounding"])
        root = self.node(at["root"])
        ladders = tuple(self.ladder(each) for each in at["grades"].items())
        made = Scheme(
            at["scheme"].text(),
            at["title"].title(),
            at["catalogue"].text(),
            _made(at["in_force_from"], date.fromisoformat, date.min, "write a day as 2025-01-01"),
            _month_day(at["period"]["starts"]) or NEW_YEAR,
            kinds,
            root,
            tuple(self.gate(each) for each in at["gates"].items()),
            ladders,
            self.units(at["units"]),
        )
        at.check()
        return made

    def node(self, at: Cursor) -> Node:
        item = self.item(at) if "rule" in at else None
        at.only(*NODE, *(self._item_names(at) if item else ("combine", "of")))
        name = at["id"].text()
        self.ids[name] = self.ids.get(name, 0) + 1
        if self.ids[name] > 1:
            at["id"].wrong("%(id)s names two nodes; give each its own id", id=name)
        if not item and not at["of"].items():
            at.wrong("give this node a rule, or other nodes under `of`")
        return Node(
            name,
            at["title"].title(),
            self.citations(at["cite"], needed=item is not None),
            at["role"].text(""),
            item,
            at["combine"].choice(COMBINE, "sum"),
            () if item else tuple(self.node(each) for each in at["of"].items()),
            at["weight"].number(Fraction(1)),
            tuple(self.rater(each) for each in at["raters"].items()),
            at["coefficient"].number(Fraction(1)),
            at["cap"].maybe() if item is None or "cap" in at else item.points,
            at["floor"].maybe() if item is None or "floor" in at else ZERO,
            self.rounding(at["round"]) or (self.item_rounding if item else None),
            self.applies(at["applies"]),
        )

    def _item_names(self, at: Cursor) -> tuple[str, ...]:
        rule = RULES.get(str(at["rule"].value))
        of = (rule,) if rule else tuple(RULES.values())  # of an unknown rule any number may be right
        return (*ITEM, *(name for each in of for name in (*each.needs, *each.takes)))

    def item(self, at: Cursor) -> Item:
        name = at["rule"].choice(RULES)
        rule = RULES.get(str(at["rule"].value), UNKNOWN)
        if rule.ratio and "over" not in at:
            at.wrong("a ratio needs `over`: what it is a part of")
        if rule.ratio and "when_none" not in at:
            at.wrong("say with `when_none` what no denominator gives: full, zero, leave-out or points")
        if name == "deadline" and "due" not in at:
            at.wrong("a deadline needs `due`, such as 03-31")
        when_none, none_points = self.when_none(at["when_none"])
        over = self.quantity(at["over"]) if "over" in at else None
        if at["on_roll"].value is True and not (over and over.stock):
            at["on_roll"].wrong("only a stock has a roll; let `over` name a stock")
        return Item(
            name,
            None if at["points"].value == "open" else at["points"].number(),
            {need: at[need].number() for need in rule.needs}
            | {take: at[take].number(default) for take, default in rule.takes.items()},
            tuple(self.variant(each, rule) for each in at["variants"].items()),
            self.quantity(at["of"]),
            over,
            at["on_roll"].value is True,
            _month_day(at["counted_on"]) if at["counted_on"].value != "day-asked" else None,
            when_none,
            none_points,
            _month_day(at["due"]),
            _month_day(at["opens"]),
        )

    def when_none(self, at: Cursor) -> tuple[str, Fraction]:
        if at.value is None or at.value in NONE:
            return str(at.value or "zero"), ZERO
        return "points", at.number()

    def variant(self, at: Cursor, rule: Rule) -> tuple[frozenset[str], Mapping[str, Fraction]]:
        numbers = (*rule.needs, *rule.takes)
        at.only("kinds", *numbers)
        kinds = frozenset(each.choice(self.kinds) for each in at["kinds"].items())
        return kinds, {name: at[name].number() for name in numbers if name in at}

    def applies(self, at: Cursor) -> Applies:
        if at.value is None:
            return Applies()
        at.only("kinds", "size", "otherwise")
        at["size"].only("of", "at_least", "below") if "size" in at else None
        return Applies(
            frozenset(each.choice(self.kinds) for each in at["kinds"].items()),
            self.quantity(at["size"]["of"]) if "size" in at else None,
            at["size"]["at_least"].maybe(),
            at["size"]["below"].maybe(),
            at["otherwise"].choice(NONE),
        )

    def citations(self, at: Cursor, needed: bool) -> tuple[Citation, ...]:
        found = []
        for each in at.items():
            each.only("sheet", "year", "clause")
            found.append(Citation(each["sheet"].text(), each["year"].text(), each["clause"].text()))
        if needed and not found:
            at.wrong("every rule needs a citation: sheet, year and clause")
        return tuple(found)

    def rounding(self, at: Cursor) -> Rounding | None:
        if at.value is None:
            return None
        at.only("to", "mode")
        to = at["to"].number()
        if to <= 0:
            at["to"].wrong("round to a step above zero, such as 0.01")
        return Rounding(to or Fraction(1), at["mode"].choice(ROUNDING))

    def rater(self, at: Cursor) -> Rater:
        at.only("who", "weight", "key")
        who, key = at["who"].text(), at["key"].text("")
        if (who == "computed") is bool(key):
            at.wrong("`computed` is the engine's own points; every other rater needs the `key` of its figure")
        return Rater(who, at["weight"].number(), key)

    def gate(self, at: Cursor) -> Gate:
        at.only("id", "title", "cite", "of", "over", "node", "at_least", "below", "bars")
        if ("of" in at) is ("node" in at):
            at.wrong("a gate asks either a quantity (`of`) or the points of a node (`node`)")
        if ("at_least" in at) is ("below" in at):
            at.wrong("a gate is shut by `at_least` or by `below`, by one of them")
        bars = at["bars"].items()
        every = at["bars"].value == "all"
        return Gate(
            at["id"].text(),
            at["title"].title(),
            self.citations(at["cite"], needed=True),
            self.quantity(at["of"]) if "of" in at else None,
            self.quantity(at["over"]) if "over" in at else None,
            at["node"].choice(self.ids) if "node" in at else "",
            at["at_least"].maybe(),
            at["below"].maybe(),
            frozenset(self.grades) if every else frozenset(each.choice(self.grades) for each in bars),
        )

    def ladder(self, at: Cursor) -> Ladder:
        at.only("kinds", "node", "cite", "line")
        grades = []
        for each in at["line"].items():
            each.only("grade", "title", "at")
            grades.append(Grade(each["grade"].text(), each["title"].title(), each["at"].number()))
            self.grades.add(each["grade"].text())
        if [each.at for each in grades] != sorted((each.at for each in grades), reverse=True):
            at["line"].wrong("write the best grade first")
        return Ladder(
            frozenset(each.choice(self.kinds) for each in at["kinds"].items()),
            at["node"].choice(self.ids) if "node" in at else "",
            self.citations(at["cite"], needed=True),
            tuple(grades),
        )

    def units(self, at: Cursor) -> Units:
        at.only("successor", "min_days", "before_founding")
        return Units(
            at["successor"].choice(("own", "inherits")),
            int(at["min_days"].number()),
            at["before_founding"].choice(NONE),
        )


def _made(at: Cursor, make: Callable[[str], Made], default: Made, advice: str) -> Made:
    try:
        return make(str(at.value))
    except ValueError:
        at.wrong(advice)
        return default


def _month_day(at: Cursor) -> MonthDay | None:
    if at.value is None:
        return None
    return _made(at, MonthDay.parse, NEW_YEAR, "write a day of the year as 03-31")
