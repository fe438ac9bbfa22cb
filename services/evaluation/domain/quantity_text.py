"""A scheme's quantities read from plain data against the catalogue of measures."""

from collections.abc import Collection
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue, where
from services.evaluation.domain.facts import KEYS
from services.evaluation.domain.measuring import ACROSS, WITHIN
from services.evaluation.domain.reading import Cursor
from services.evaluation.domain.scheme import Quantity, Where
from services.evaluation.domain.windows import SUB_PERIODS


class QuantityReader:
    """Reads `measure`, `stock` or `register` with its conditions and reductions."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def quantity(self, at: Cursor) -> Quantity:
        if "stock" in at:
            return self.stock(at)
        if "register" in at:
            at.only("register", "key")
            name = at["register"].choice(self.catalogue.register_names)
            return Quantity(name, register=name, key=at["key"].text(""))
        at.only("measure", "where", "each", "within", "at_most", "across", "fresh", "years")
        measures = tuple(each.choice(self.catalogue.measures) for each in at["measure"].items())
        if not measures:
            at.wrong("say what is counted: `measure`, `stock` or `register`")
        names = self.names(measures)
        fresh = at["fresh"].maybe()
        return Quantity(
            "+".join(measures),
            measures,
            where=self.where(at["where"], names),
            each=tuple(each.choice({*names, *SUB_PERIODS}) for each in at["each"].items()),
            within=at["within"].choice(WITHIN, "count"),
            at_most=at["at_most"].maybe(),
            across=at["across"].choice(ACROSS, "sum"),
            fresh=None if fresh is None else int(fresh),
            years=int(at["years"].number(Fraction(1))),
            step=self.catalogue.measures[measures[0]].step if measures else Fraction(1),
        )

    def stock(self, at: Cursor) -> Quantity:
        at.only("stock", "where")
        name = at["stock"].choice(self.catalogue.stocks)
        stock = self.catalogue.stocks.get(name)
        plus, minus = (stock.plus, stock.minus) if stock else ((), ())
        conditions = self.where(at["where"], self.names(plus))
        return Quantity(name, plus=plus, minus=minus, where=conditions)

    def names(self, measures: Collection[str]) -> set[str]:
        """The keys and tags by which facts of these measures can be told apart."""
        found = [self.catalogue.measures[name] for name in measures if name in self.catalogue.measures]
        return {*KEYS, *(tag for measure in found for tag, _ in measure.tags)}

    def where(self, at: Cursor, names: Collection[str]) -> Where:
        at.only(*names) if at.value is not None else None
        return tuple((".".join(path), values, wanted) for path, values, wanted in where(at))
