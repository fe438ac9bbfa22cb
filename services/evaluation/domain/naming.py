"""By which keys and tags facts of measures can be told apart, and what is said of those they never have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.evaluation.domain import catalogue
from services.evaluation.domain.catalogue import Measure
from services.evaluation.domain.quantity import Where
from services.evaluation.domain.reading import Cursor, nearest
from services.evaluation.domain.windows import SUB_PERIODS


@dataclass(frozen=True)
class Names:
    """The keys and tags of some measures; where one of these is unknown, any name may be right."""

    measures: tuple[Measure, ...]
    unknown: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """What their facts can be told apart by, each once."""
        return tuple(dict.fromkeys(name for each in self.measures for name in each.names))

    def told(self, at: Cursor, name: str = "") -> str:
        """A key or tag read at its place (or named); noted where none or not all of the measures have it."""
        name = name or at.text()
        lacking = self.lacking(name)
        if name and lacking and lacking == self.said(self.measures):
            self.none(at, name)
        elif name and lacking:
            at.warn("of %(measures)s there is no %(name)s, so it is empty there", measures=lacking, name=name)
        return name

    def key(self, at: Cursor) -> str:
        """What facts are taken together by: a key, a tag, or a part of the year."""
        return str(at.value) if at.value in SUB_PERIODS else self.told(at)

    def where(self, at: Cursor) -> Where:
        """Conditions on what these facts have."""
        for name, each in at.pairs() if isinstance(at.value, Mapping) else ():
            self.told(each, name)
        return conditions(at)

    def amount(self, at: Cursor, kind: str) -> None:
        """Note an amount (as a place: only doubt it) that none or not all of the measures have."""
        lacking = self.said(each for each in self.measures if not each.amount)
        if self.unknown or kind not in ("amount", "places"):
            return
        if lacking and kind == "amount" and lacking == self.said(self.measures):
            at.wrong("%(measures)s has no amount; leave `worth` out, or give a table", measures=lacking)
        elif lacking:
            at.warn("of %(measures)s there is no amount, so it is 0 there", measures=lacking)

    def none(self, at: Cursor, name: str) -> None:
        """Note a name that none of the measures has."""
        facts = {"measures": self.said(self.measures), "name": name}
        if near := nearest(name, self.all):
            at.wrong("%(measures)s has no %(name)s; did you mean %(near)s?", **facts, near=near)
        else:
            at.wrong("%(measures)s has no %(name)s; it has %(names)s", **facts, names=", ".join(self.all))

    def joined(self, at: Cursor, name: str, other: "Names") -> None:
        """Note a key that either side of a join never has."""
        common = [each for each in self.all if each in other.all and each != "fact"]
        sides = (each for each in (self, other) if not each.unknown and name not in each.all)
        lacking = [each.said(each.measures) for each in sides]
        if lacking:
            at.wrong("%(measures)s has no %(name)s; say with `by` what both have in common: %(names)s",
                     measures=lacking[0], name=name, names=", ".join(common))  # fmt: skip

    def lacking(self, name: str) -> str:
        """The measures that do not have this key or tag."""
        return "" if self.unknown else self.said(each for each in self.measures if name not in each.names)

    def said(self, measures: Iterable[Measure]) -> str:
        return ", ".join(each.name for each in measures)

    def leaving(self, at: Cursor) -> None:
        """Note the names of a stock's conditions that not all who came or went are told with."""
        for name, each in at.pairs():
            if lacking := self.lacking(name):
                common = [one for one in self.all if not self.lacking(one)]
                each.wrong(
                    "%(measures)s has no %(name)s, so whoever leaves would still count; all have %(names)s",
                    measures=lacking,
                    name=name,
                    names=", ".join(common),
                )


def conditions(at: Cursor) -> Where:
    """What the keys and tags of a fact must say."""
    return tuple((".".join(path), values, wanted) for path, values, wanted in catalogue.where(at))
