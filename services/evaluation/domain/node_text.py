"""The tree of a scheme read from plain data: nodes, raters, and for whom they are meant."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.combining import COMBINE, ROUNDING
from services.evaluation.domain.item_text import NONE, ItemReader
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme import (
    ONE,
    ZERO,
    Applies,
    Citation,
    Coefficient,
    Item,
    Node,
    Rater,
    Rounding,
)
from services.evaluation.domain.windows import SUB_PERIODS

Made = TypeVar("Made")
NODE = ("id", "title", "cite", "role", "weight", "coefficient", "cap", "floor", "round", "applies", "raters",
        "zero_if", "counts_if")  # fmt: skip
BRANCH = ("combine", "of", "each_period")


class NodeReader(ItemReader):
    """Reads nodes against one catalogue and the scheme's kinds of unit."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.ids: dict[str, int] = {}
        self.item_rounding: Rounding | None = None
        self.asked: list[Cursor] = []
        self.sheet: set[str] = set()
        self.carried: Cursor | None = None

    def node_names(self, at: Cursor) -> tuple[str, ...]:
        self.asked += at.items()
        return at.texts()

    def node(self, at: Cursor) -> Node:
        item = self.item(at) if "rule" in at else None
        self.item_only(at, *NODE) if item else at.only(*NODE, *BRANCH)
        name = at["id"].text()
        self.ids[name] = self.ids.get(name, 0) + 1
        if self.ids[name] > 1:
            at["id"].wrong("%(id)s names two nodes; give each its own id", id=name)
        if not item:
            self.parts(at)
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
            at["cap"].maybe(),
            self.floor(at, item),
            self.rounding(at["round"]) or (self.item_rounding if item else None),
            self.applies(at["applies"]),
            tuple(self.test(each) for each in at["zero_if"].items()),
            tuple(self.test(each) for each in at["counts_if"].items()),
        )

    def parts(self, at: Cursor) -> None:
        """Note what a node of nodes cannot do without."""
        if not at["of"].items():
            at.wrong("give this node a rule, or other nodes under `of`")
        weights = [each["weight"].number(ONE) for each in at["of"].items()]
        if at["combine"].value == "weights" and not any(weights):
            at["combine"].wrong("give the nodes below weights that are not all zero")

    def floor(self, at: Cursor, item: Item | None) -> Fraction | None:
        """Nothing for an item that says nothing; `none` lets it go below."""
        if item is None or "floor" in at:
            return None if at["floor"].value == "none" else at["floor"].maybe()
        return None if item.rule == "penalty" else ZERO

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
