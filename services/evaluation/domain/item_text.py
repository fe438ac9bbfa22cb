"""The items of a scheme read from plain data: rule, numbers, quantities, variants."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from services.evaluation.domain.advice import others_numbers
from services.evaluation.domain.quantity import Number, Quantity
from services.evaluation.domain.quantity_text import QuantityReader
from services.evaluation.domain.reading import Cursor, as_number
from services.evaluation.domain.rules import RULES, Rule
from services.evaluation.domain.scheme import ONE, ZERO, Band, Item, Placing, Variant
from services.evaluation.domain.windows import NEW_YEAR, MonthDay

Made = TypeVar("Made")
ITEM = ("points", "rule", "of", "over", "on_roll", "counted_on", "when_none", "due", "opens", "variants",
        "baseline", "bands")  # fmt: skip
BELOW, MARKING = ("begun",), ("placed",)
PLACING = ("places", "beyond", "full", "step", "least", "order", "field")
NONE = ("full", "zero", "leave-out")
COUNTING = ("day-asked", "period-start", "period-end")
UNKNOWN = Rule(lambda given: given.points)
MAY_BE_NONE = frozenset({"mark"})


class ItemReader(QuantityReader):
    """Reads items against one catalogue and the scheme's kinds of unit."""

    def item(self, at: Cursor) -> Item:
        at["rule"].choice(RULES)
        name = str(at["rule"].value)
        rule = RULES.get(name, UNKNOWN)
        over = self.quantity(at["over"]) if "over" in at else None
        when_none, none_points = self.when_none(at["when_none"])
        self.needed(at, name)
        numbers = self.numbers(at, rule)
        points = ZERO if name == "penalty" else self.points(at)
        growth, ago = at["baseline"], self.years_ago(at["baseline"])
        return Item(
            name,
            points,
            _marked(numbers, points) if name == "mark" else numbers,
            tuple(self.variant(each, rule) for each in at["variants"].items()),
            self.of(at, name, numbers, points),
            over,
            self.on_roll(at, over),
            self.counted_on(at["counted_on"]),
            when_none,
            none_points,
            month_day(at["due"]),
            month_day(at["opens"]),
            tuple(self.band(each, "points") for each in at["bands"].items()),
            self.placing(at) if name == "place" else None,
            self.quantity(growth) if "baseline" in at and not ago else None,
            ago,
            self.begun(at["begun"]),
        )

    def on_roll(self, at: Cursor, over: Quantity | None) -> bool:
        """Whether only persons on the roll of a stock count."""
        if at["on_roll"].value is not True:
            return False
        if over and over.stock:
            self.names(at["of"]["measure"]).told(at["on_roll"], "person")
        else:
            at["on_roll"].wrong("only a stock has a roll; let `over` name a stock")
        return True

    def numbers(self, at: Cursor, rule: Rule) -> dict[str, Number]:
        found = {need: self.number(at[need]) for need in rule.needs}
        return found | {take: self.number(at[take], default) for take, default in rule.takes.items()}

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
            if "placed" in at:
                at["placed"].wrong("write `placed` inside `of`")
            return replace(self.quantity(at["of"]), valid=(least, most))
        return self.marks(at, least, most)

    def needed(self, at: Cursor, name: str) -> None:
        """Note what this rule cannot do without."""
        self.nothing_there(at, name)
        if name == "deadline" and "due" not in at:
            at.wrong("a deadline needs `due`, such as 03-31")
        if name == "steps" and at["step"].value is not None and at["step"].number() <= 0:
            at["step"].wrong("a step is above zero, such as 0.05")
        if name == "ratio" and at["full_at"].number(ONE) <= at["from"].number(ZERO):
            at["full_at"].wrong("all points come at more than `from`")
        if name == "bands" and "bands" not in at:
            at.wrong("list the bands, the best first, as {at: 0.9, points: 4}")

    def nothing_there(self, at: Cursor, name: str) -> None:
        """Note that nobody said what holds where there is nothing to divide by, or nobody has marked."""
        over = "over" in at and not (isinstance(at["over"].value, Mapping) and "number" in at["over"])
        if "when_none" in at:
            return
        if over or "baseline" in at:
            at.wrong("say with `when_none` what no denominator gives: full, zero, leave-out or points")
        elif name in MAY_BE_NONE:
            at.wrong(
                "say with `when_none` what it gives when nobody has marked: full, zero, leave-out or points"
            )

    def when_none(self, at: Cursor) -> tuple[str, Fraction]:
        if at.value is None or at.value in NONE:
            return str(at.value or "zero"), ZERO
        if (points := as_number(at.value)) is not None:
            return "points", points
        at.wrong("%(value)s is not known; write full, zero, leave-out or a number of points", value=at.value)
        return "zero", ZERO

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
        limit = at[sign].number() if signs else ZERO
        return Band("at_least" if sign == "at" else sign, limit, at[gives].number())

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

    def begun(self, at: Cursor) -> bool:
        """Whether a step below the target counts from where it begins."""
        if at.value not in (None, True, False):
            at.wrong("write true or false")
        return at.value is not False

    def some_kinds(self, at: Cursor) -> frozenset[str]:
        return frozenset(each.choice(self.kinds) for each in at.items())

    def item_only(self, at: Cursor, *names: str) -> None:
        """Note what an item cannot have: names that nobody knows, and numbers of other rules."""
        name = str(at["rule"].value)
        told = others_numbers(at, name, RULES[name], PLACING) if name in RULES else ()
        at.only(*names, *item_names(at), told=told)

    def years_ago(self, at: Cursor) -> int:
        """How many years before this one the item's own value is the baseline; 0 for a quantity."""
        if "years_ago" not in at:
            return 0
        at.only("years_ago")
        return at["years_ago"].whole(0)


def item_names(at: Cursor) -> tuple[str, ...]:
    rule = RULES.get(str(at["rule"].value))
    of = (rule,) if rule else tuple(RULES.values())  # of an unknown rule any number may be right
    numbers = [name for each in of for name in (*each.needs, *each.takes)]
    own = {"place": PLACING, "steps": BELOW, "mark": MARKING}
    more = own.get(str(at["rule"].value), ()) if rule else (*PLACING, *BELOW, *MARKING)
    return (*ITEM, *numbers, *more)


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
