"""A scheme's quantities read from plain data against the catalogue of measures."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from services.evaluation.domain.advice import no_quantity
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.measuring import ACROSS, WITHIN
from services.evaluation.domain.naming import Names, conditions
from services.evaluation.domain.quantity import SIGNS, Join, Limit, Number, Quantity, Test, Where, Worth
from services.evaluation.domain.reading import Cursor, nearest
from services.evaluation.domain.scheme import ONE, ZERO
from services.evaluation.domain.worth_text import worth

FROM_FACTS = ("measure", "where", "each", "within", "worth", "at_most", "reach", "below", "over", "across",
              "years", "shift", "placed", "fresh", "fresh_vacation", "with", "without", "units")  # fmt: skip
REGISTERS = ("target", "waiver", "group", "title", "result")  # that every catalogue may be asked for
TEXTS = ("title", "group", "kind", "waiver")  # registers that hold words


class QuantityReader:
    """Reads quantities with their conditions, worths and reductions; equal ones become one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._made: dict[str, Quantity] = {}
        self._sound: set[str] = set()
        self.kinds: Collection[str] = ()
        self.after_score = False  # whether points of nodes can be had

    def quantity(self, at: Cursor) -> Quantity:
        """A quantity; the same text gives the same one, so that it is measured once.

        What is wrong with a text, or doubtful, is noted wherever it stands.
        """
        key, before = repr(at.value), len(at.problems)
        if key not in self._sound:
            self._made.setdefault(key, self._quantity(at))
        if len(at.problems) == before:
            self._sound.add(key)
        return self._made[key]

    def _quantity(self, at: Cursor) -> Quantity:
        if no_quantity(at, self.catalogue):
            return Quantity("number", number=ONE)
        if "number" in at:
            at.only("number")
            return Quantity("number", number=at["number"].number())
        if "stock" in at:
            return self.stock(at)
        if "register" in at:
            return self.register(at)
        if "result" in at:
            return self.result(at)
        if "points" in at:
            return self.earned(at)
        if "measure" not in at and "units" in at:
            return self.sub_units(at)
        return self.counted(at)

    def earned(self, at: Cursor) -> Quantity:
        """Points of a node, which are there only for what comes after the score."""
        at.only("points")
        if not self.after_score:
            at.wrong("`points` of a node can be counted in allowances only, and not inside another quantity")
        return Quantity("points", points=next(iter(self.node_names(at["points"])), ""))

    def inner(self, at: Cursor) -> Quantity:
        """A quantity inside another one."""
        outside, self.after_score = self.after_score, False
        found = self.quantity(at)
        self.after_score = outside
        return found

    def counted(self, at: Cursor) -> Quantity:
        at.only(*FROM_FACTS)
        measures = tuple(each.choice(self.catalogue.measures) for each in at["measure"].items())
        if not measures:
            at.wrong("say what is counted: `measure`, `stock`, `register`, `result`, `number` or `units`")
        names, units = self.names(at["measure"]), self.whose(at["units"])
        where = names.where(at["where"])
        if "within" in at and at["within"].value != "sum" and "each" not in at:
            at["within"].warn("every fact stands for itself here; say with `each` what is taken together")
        return Quantity(
            "+".join(measures),
            measures,
            where=where,
            each=tuple(names.key(each) for each in at["each"].items()),
            within=at["within"].choice(WITHIN, "sum"),
            worth=worth(at["worth"], names, where),
            at_most=at["at_most"].maybe(),
            reach=at["reach"].maybe(),
            below=at["below"].maybe(),
            over=self.inner(at["over"]) if "over" in at else None,
            across=at["across"].choice(ACROSS, "sum"),
            years=at["years"].whole(1),
            shift=self.shift(at["shift"]),
            placed=self.placed(at["placed"], names),
            fresh=at["fresh"].whole(0) if "fresh" in at else None,
            fresh_vacation=at["fresh_vacation"].whole(0) if "fresh_vacation" in at else None,
            joins=(*self.joins(at, names, units, True), *self.joins(at, names, units, False)),
            units=units,
            step=self.catalogue.measures[measures[0]].step if measures else ONE,
        )

    def placed(self, at: Cursor, names: Names) -> str:
        """Which day places a fact; only what names a period can be placed by it."""
        if at.value == "period":
            names.told(at)
        return at.choice(("day", "filed", "known", "period"), "day")

    def stock(self, at: Cursor) -> Quantity:
        at.only("stock", "where", "shift", "units")
        name = at["stock"].choice(self.catalogue.stocks)
        stock = self.catalogue.stocks.get(name)
        plus, minus = (stock.plus, stock.minus) if stock else ((), ())
        known = (self.catalogue.measures[each] for each in (*plus, *minus))
        Names(tuple(known), name != at["stock"].value).leaving(at["where"])
        where, shift, units = conditions(at["where"]), self.shift(at["shift"]), self.whose(at["units"])
        return Quantity(name, plus=plus, minus=minus, counted=True, where=where, shift=shift, units=units)

    def register(self, at: Cursor) -> Quantity:
        at.only("register", "key", "shift", "table", "otherwise", "units")
        name = at["register"].choice({*self.catalogue.register_names, *REGISTERS})
        table = {key: each.number() for key, each in at["table"].pairs()} if "table" in at else None
        self.named(at, name)
        key, shift = at["key"].text(""), self.shift(at["shift"])
        counted = name in self.catalogue.head_counts
        otherwise, units = at["otherwise"].maybe(), self.whose(at["units"])
        return Quantity(
            name, register=name, counted=counted, key=key, shift=shift, table=table, otherwise=otherwise,
            units=units,
        )  # fmt: skip

    def named(self, at: Cursor, name: str) -> None:
        """Note a register whose value can be no number: of many none is named, or it is a text."""
        if name in self.catalogue.keyed and "key" not in at:
            at.wrong("say with `key` which %(register)s is meant", register=name)
        elif name in TEXTS and "table" not in at:
            at.warn("a %(register)s is seldom a number; say with `table` what each counts", register=name)

    def result(self, at: Cursor) -> Quantity:
        """Another scheme's or period's result of this unit: a dated value under `scheme/node`."""
        at.only("result", "node", "shift")
        key = f"{at['result'].text()}/{at['node'].text('total')}"
        return Quantity("result", register="result", key=key, shift=self.shift(at["shift"]))

    def sub_units(self, at: Cursor) -> Quantity:
        """How many units there are below, of some kinds, that meet conditions of their own."""
        at.only("units", "kinds", "having", "shift")
        at["units"].choice(("below",))
        kinds = frozenset(self.below(each) for each in at["kinds"].items())
        having = tuple(self.of_sub_unit(each) for each in at["having"].items())
        return Quantity("sub-units", sub_units=kinds, having=having, shift=self.shift(at["shift"]))

    def below(self, at: Cursor) -> str:
        """A kind of sub-units, which may be one that this scheme does not score."""
        found = at.text()
        if found not in self.kinds and (near := nearest(found, self.kinds)):
            at.warn("%(kind)s is none of this scheme's kinds; did you mean %(near)s?", kind=found, near=near)
        return found

    def of_sub_unit(self, at: Cursor) -> Test:
        if "node" in at or "over_node" in at:
            at.wrong("sub-units are asked for a quantity (`of`); their points are not known here")
        for each in (at["of"], at["over"]):
            if "points" in each:
                self.inner(each)
        return self.judged(at)

    def shift(self, at: Cursor) -> int:
        """How many windows later: none, or before this one."""
        found = at.whole(0)
        if found > 0:
            at.wrong("what comes later is not known; -1 is the window before")
        return found

    def whose(self, at: Cursor) -> str:
        """Whether the branch itself is asked, the units below it, or both."""
        return at.choice(("own", "below", "tree"), "own")

    def joins(self, at: Cursor, names: Names, units: str, wanted: bool) -> list[Join]:
        """Partners; of sub-units' facts they are looked for among all of the tree."""
        found = []
        for each in at["with" if wanted else "without"].items():
            each.only("measure", "where", "by")
            if not isinstance(each.value, Mapping):
                continue
            other = Cursor({k: v for k, v in each.value.items() if k != "by"}, each.path, each.problems)
            of, by = self.inner(other), each["by"].text("occasion")
            names.joined(each["by"], by, self.names(each["measure"]))
            found.append(Join(of if units == "own" else replace(of, units="tree"), by, wanted))
        return found

    def test(self, at: Cursor) -> Test:
        """A condition on quantities, for where the points are still being found."""
        if "node" in at or "over_node" in at:
            at.wrong("points of a node can only be asked in gates, requires and grades")
        return self.judged(at)

    def judged(self, at: Cursor, *more: str) -> Test:
        """A condition: what it asks, and one limit."""
        at.only("of", "over", "node", "over_node", "title", "when_none", *SIGNS, *more)
        if ("of" in at) is ("node" in at):
            at.wrong("ask either a quantity (`of`) or the points of a node (`node`)")
        signs = [sign for sign in SIGNS if sign in at]
        if len(signs) != 1:
            at.wrong("give one limit: at_least, above, at_most or below")
        limit = Limit(signs[0], self.number(at[signs[0]])) if signs else Limit("at_least", ZERO)
        return Test(
            limit,
            self.quantity(at["of"]) if "of" in at else None,
            self.quantity(at["over"]) if "over" in at else None,
            self.node_names(at["node"]),
            next(iter(self.node_names(at["over_node"])), ""),
            at["title"].title() if "title" in at else None,
            at["when_none"].choice(("met", "not-met")) == "met" if "when_none" in at else None,
        )

    def node_names(self, at: Cursor) -> tuple[str, ...]:
        """Nodes that are asked for; whether they are there is known when the tree is read."""
        return at.texts()

    def number(self, at: Cursor, default: Fraction | None = None) -> Number:
        """A number, or a quantity where every unit has its own (a target)."""
        return self.quantity(at) if isinstance(at.value, Mapping) else at.number(default)

    def marks(self, at: Cursor, least: Fraction, most: Fraction) -> Quantity:
        """The marks of an item: the last of each rater, and their mean."""
        placed = self.placed(at["placed"], self.names(Cursor("marks")))
        name = "marks" if "marks" in self.catalogue.measures else ""
        step = self.catalogue.measures[name].step if name else ONE
        mine: Where = (("item", frozenset({at["id"].text()}), True),)
        return Quantity("marks", ("marks",), where=mine, each=("person", "role"), within="last", step=step,
                        worth=Worth("amount"), across="mean", placed=placed, valid=(least, most))  # fmt: skip

    def valid(self, of: Quantity, least: Fraction, most: Fraction) -> Quantity:
        """The same marks, without those outside the range."""
        return replace(of, valid=(least, most))

    def names(self, at: Cursor) -> Names:
        """The keys and tags by which facts of the measures named here can be told apart."""
        asked, known = [str(each.value) for each in at.items()], self.catalogue.measures
        return Names(tuple(known[each] for each in asked if each in known), not known.keys() >= {*asked})
