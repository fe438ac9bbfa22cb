"""The tree of a scheme read from plain data: nodes, items, raters, and for whom they are meant."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.combining import COMBINE, ROUNDING
from services.evaluation.domain.quantity_text import QuantityReader
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.rules import RULES, Rule
from services.evaluation.domain.scheme import (
    ONE,
    ZERO,
    Applies,
    Band,
    Citation,
    Coefficient,
    Item,
    Node,
    Number,
    Placing,
    Quantity,
    Rater,
    Rounding,
    Variant,
)
from services.evaluation.domain.windows import NEW_YEAR, SUB_PERIODS, MonthDay

Made = TypeVar("Made")
NODE = ("id", "title", "cite", "role", "weight", "coefficient", "cap", "floor", "round", "applies", "raters",
        "zero_if", "counts_if")  # fmt: skip
BRANCH = ("combine", "of", "each_period")
ITEM = ("points", "rule", "of", "over", "on_roll", "counted_on", "when_none", "due", "opens", "variants",
        "baseline", "bands")  # fmt: skip
PLACING = ("places", "beyond", "full", "step", "least", "order", "field")
NONE = ("full", "zero", "leave-out")
COUNTING = ("day-asked", "period-start", "period-end")
UNKNOWN = Rule(lambda given: given.points)
MAY_BE_NONE = frozenset({"mark"})


class NodeReader(QuantityReader):
    """Reads nodes against one catalogue and the scheme's kinds of unit."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.kinds: Collection[str] = ()
        self.ids: dict[str, int] = {}
        self.item_rounding: Rounding | None = None
        self.asked: list[Cursor] = []

    def node_names(self, at: Cursor) -> tuple[str, ...]:
        self.asked += at.items()
        return at.texts()

    def node(self, at: Cursor) -> Node:
        item = self.item(at) if "rule" in at else None
        at.only(*NODE, *(item_names(at) if item else BRANCH))
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
            at["each_period"].choice(SUB_PERIODS) if "each_period" in at and not item else "",
            at["weight"].number(ONE),
            tuple(self.rater(each) for each in at["raters"].items()),
            self.coefficient(at["coefficient"]),
            at["cap"].maybe() if item is None or "cap" in at else item.points,
            self.floor(at, item),
            self.rounding(at["round"]) or (self.item_rounding if item else None),
            self.applies(at["applies"]),
            tuple(self.test(each) for each in at["zero_if"].items()),
            tuple(self.test(each) for each in at["counts_if"].items()),
        )

    def floor(self, at: Cursor, item: Item | None) -> Fraction | None:
        """Nothing for an item that says nothing; `none` lets it go below."""
        if item is None or "floor" in at:
            return None if at["floor"].value == "none" else at["floor"].maybe()
        return None if item.rule == "penalty" else ZERO

    def item(self, at: Cursor) -> Item:
        at["rule"].choice(RULES)
        name = str(at["rule"].value)
        rule = RULES.get(name, UNKNOWN)
        over = self.quantity(at["over"]) if "over" in at else None
        when_none, none_points = self.when_none(at["when_none"])
        self.needed(at, name)
        if at["on_roll"].value is True and not (over and over.stock):
            at["on_roll"].wrong("only a stock has a roll; let `over` name a stock")
        numbers = {need: self.number(at[need]) for need in rule.needs}
        numbers |= {take: self.number(at[take], default) for take, default in rule.takes.items()}
        points = ZERO if name == "penalty" else self.points(at)
        growth = at["baseline"]
        ago = self.years_ago(growth)
        return Item(
            name,
            points,
            _marked(numbers, points) if name == "mark" else numbers,
            tuple(self.variant(each, rule) for each in at["variants"].items()),
            self.of(at, name, numbers, points),
            over,
            at["on_roll"].value is True,
            self.counted_on(at["counted_on"]),
            when_none,
            none_points,
            month_day(at["due"]),
            month_day(at["opens"]),
            tuple(self.band(each, "points") for each in at["bands"].items()),
            self.placing(at) if name == "place" else None,
            self.quantity(growth) if "baseline" in at and not ago else None,
            ago,
        )

    def years_ago(self, at: Cursor) -> int:
        """How many years before this one the item's own value is the baseline; 0 for a quantity."""
        if "years_ago" not in at:
            return 0
        at.only("years_ago")
        return at["years_ago"].whole(0)

    def points(self, at: Cursor) -> Fraction | None:
        return None if at["points"].value == "open" else at["points"].number()

    def of(self, at: Cursor, rule: str, numbers: Mapping[str, Number], points: Fraction | None) -> Quantity:
        """What is counted; of a mark the marks of this node, of `given` nothing."""
        if rule == "given" or (rule not in RULES and "of" not in at):
            return Quantity("number", number=ONE)
        if rule != "mark":
            return self.quantity(at["of"])
        range_ = _marked(numbers, points)
        least, most = (
            each if isinstance(each, Fraction) else ZERO for each in (range_["least"], range_["most"])
        )
        if "of" in at:
            return replace(self.quantity(at["of"]), valid=(least, most))
        return self.marks(at["id"].text(), least, most)

    def needed(self, at: Cursor, name: str) -> None:
        """Note what this rule cannot do without."""
        if ("over" in at or "baseline" in at or name in MAY_BE_NONE) and "when_none" not in at:
            at.wrong("say with `when_none` what no denominator gives: full, zero, leave-out or points")
        if name == "deadline" and "due" not in at:
            at.wrong("a deadline needs `due`, such as 03-31")
        if name == "bands" and "bands" not in at:
            at.wrong("list the bands, the best first, as {at: 0.9, points: 4}")

    def when_none(self, at: Cursor) -> tuple[str, Fraction]:
        if at.value is None or at.value in NONE:
            return str(at.value or "zero"), ZERO
        return "points", at.number()

    def counted_on(self, at: Cursor) -> str:
        if at.value is None or at.value in COUNTING:
            return str(at.value or "")
        month_day(at)
        return at.text()

    def band(self, at: Cursor, gives: str) -> Band:
        at.only(gives, "at", "above", "below", "at_most")
        signs = [sign for sign in ("at", "above", "below", "at_most") if sign in at]
        if len(signs) != 1:
            at.wrong("a band has one limit: at, above, below or at_most")
        sign = signs[0] if signs else "at"
        return Band("at_least" if sign == "at" else sign, at[sign].number(), at[gives].number())

    def placing(self, at: Cursor) -> Placing:
        if ("places" in at) is ("full" in at):
            at.wrong("give the points by place (`places`), or `full` places and the `step` after them")
        return Placing(
            tuple(each.number() for each in at["places"].items()),
            at["beyond"].number(ZERO),
            at["full"].whole(0),
            at["step"].number(ZERO),
            at["least"].number(ZERO),
            at["order"].choice(("high", "low"), "high") == "low",
            at["field"].choice(("all", "less-one"), "all") == "less-one",
        )

    def variant(self, at: Cursor, rule: Rule) -> Variant:
        numbers = (*rule.needs, *rule.takes)
        at.only("kinds", "units", "size", "points", *numbers)
        return Variant(
            {name: self.number(at[name]) for name in numbers if name in at},
            self.some_kinds(at["kinds"]),
            frozenset(at["units"].texts()),
            self.test(at["size"]) if "size" in at else None,
            at["points"].maybe(),
        )

    def some_kinds(self, at: Cursor) -> frozenset[str]:
        return frozenset(each.choice(self.kinds) for each in at.items())

    def applies(self, at: Cursor) -> Applies:
        if at.value is None:
            return Applies()
        at.only("kinds", "units", "size", "otherwise")
        size = self.test(at["size"]) if "size" in at else None
        otherwise = at["otherwise"].choice(NONE)
        return Applies(self.some_kinds(at["kinds"]), frozenset(at["units"].texts()), size, otherwise)

    def coefficient(self, at: Cursor) -> Coefficient:
        if not isinstance(at.value, Mapping):
            return Coefficient(at.number(ONE))
        at.only("of", "bands", "otherwise")
        bands = tuple(self.band(each, "is") for each in at["bands"].items())
        return Coefficient(at["otherwise"].number(ONE), self.quantity(at["of"]), bands)

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
        return Rounding(to or ONE, at["mode"].choice(ROUNDING))

    def rater(self, at: Cursor) -> Rater:
        at.only("who", "weight", "key", "of", "out_of")
        who, marked = at["who"].text(), "key" in at or "of" in at
        if (who == "computed") is marked:
            at.wrong(
                "`computed` is the engine's own points; every other rater needs its marks (`of`) or a `key`"
            )
        figure = {"register": "figure", "key": at["key"].text("")}
        of = at["of"] if "of" in at else Cursor(figure, at.path, at.problems)
        return Rater(who, at["weight"].number(), self.quantity(of) if marked else None, at["out_of"].maybe())


def item_names(at: Cursor) -> tuple[str, ...]:
    rule = RULES.get(str(at["rule"].value))
    of = (rule,) if rule else tuple(RULES.values())  # of an unknown rule any number may be right
    numbers = [name for each in of for name in (*each.needs, *each.takes)]
    return (*ITEM, *numbers, *(PLACING if rule is None or rule is RULES["place"] else ()))


def _marked(numbers: Mapping[str, Number], points: Fraction | None) -> dict[str, Number]:
    """A mark is out of the item's points and at most that, where nothing else is said."""
    most = numbers["most"] or numbers["out_of"] or points or ZERO
    return {**numbers, "most": most, "out_of": numbers["out_of"] or points or ZERO}


def made(at: Cursor, make: Callable[[str], Made], default: Made, advice: str) -> Made:
    try:
        return make(str(at.value))
    except ValueError:
        at.wrong(advice)
        return default


def month_day(at: Cursor) -> MonthDay | None:
    if at.value is None:
        return None
    return made(at, MonthDay.parse, NEW_YEAR, "write a day of the year as 03-31")
