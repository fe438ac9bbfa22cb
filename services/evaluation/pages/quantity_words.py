"""The quantities of a scheme as sentences: what is counted, of which facts, and how it is taken together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.code_words import all_coded, coded
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.quantity import Join, Quantity, Test, Worth
from services.evaluation.pages.numbers import figure, limited, percent, share


@dataclass(frozen=True)
class Sheet:
    """What a sentence needs to know: the scheme, and the catalogue that names its measures."""

    scheme: Scheme
    catalogue: Catalogue

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        return {node.id: node.title for node in self.scheme.nodes()}

    def node(self, id: str) -> str:
        """What a node is called; an id that is none of this scheme's as a code of marks."""
        return words.titled(self.titles[id]) if id in self.titles else coded("item", id)

    def kinds(self, of: frozenset[str]) -> str:
        return words.listed([words.titled(t) for kind, t in self.scheme.kinds.items() if kind in of])


def quantity(of: Quantity, sheet: Sheet) -> str:
    """What is counted: the measure, its conditions, and how it is taken together."""
    if of.number is not None:
        return figure(of.number)
    told = list(_conditions(of, sheet))
    name = " + ".join(_title(each, of, sheet) for each in _names(of))
    return _("%(what)s (%(conditions)s)", what=name, conditions=_("; ").join(told)) if told else name


def _names(of: Quantity) -> tuple[str, ...]:
    return of.measures or (of.register or of.name,)


def _title(name: str, of: Quantity, sheet: Sheet) -> str:
    if of.points:
        return _("points of %(nodes)s", nodes=_("“%(title)s”", title=sheet.node(of.points)))
    if of.sub_units is not None:
        return _("units below it")
    if of.register:
        return _register(of, sheet)
    found = sheet.catalogue.stocks.get(name) if of.stock else sheet.catalogue.measures.get(name)
    return words.titled(found.title) if found else name


def _register(of: Quantity, sheet: Sheet) -> str:
    """A value of a unit: its register, or what its key tells apart."""
    if of.register == "figure":
        return words.said(words.FIGURE, of.key) if of.key in words.FIGURE else coded("figure", of.key)
    if of.register == "result":
        of_scheme, _sep, node = of.key.partition("/")
        mine = of_scheme == sheet.scheme.id and node in sheet.titles
        return _("result of %(scheme)s: %(node)s", scheme=of_scheme, node=sheet.node(node) if mine else node)
    name = words.said(words.REGISTER, of.register)
    tag = {"title": "name", "target": "target"}.get(of.register, of.register)
    return _("%(what)s: %(key)s", what=name, key=coded(tag, of.key)) if of.key else name


def _conditions(of: Quantity, sheet: Sheet) -> Iterator[str]:
    """Everything that stands in brackets behind the name."""
    yield from (_condition(*each, sheet) for each in of.where)
    yield from _below(of, sheet)
    yield from _placed(of)
    yield from (_join(each, sheet) for each in of.joins)
    yield from _worth(of.worth) if not of.valid else _valid(of)
    yield from _together(of)
    if of.over:
        yield _("divided by %(what)s", what=quantity(of.over, sheet))
    if of.table is not None:
        yield _table([(_value(of, each), value) for each, value in of.table.items()])
    if of.otherwise is not None:
        yield _("%(value)s where there is none", value=figure(of.otherwise))


def _value(of: Quantity, value: str) -> str:
    return coded("grade", value) if of.register == "title" else coded(of.register, value)


def _condition(name: str, values: frozenset[str], wanted: bool, sheet: Sheet) -> str:
    if name == "item":
        said = words.listed([_("“%(title)s”", title=sheet.node(each)) for each in sorted(values)])
    elif name in words.NUMBERED:
        said = _(
            "%(tag)s %(values)s", tag=words.said(words.NUMBERED, name), values=words.listed(sorted(values))
        )
    else:
        said = all_coded(name, values)
    return said if wanted else _("without %(values)s", values=said)


def _below(of: Quantity, sheet: Sheet) -> Iterator[str]:
    """Of which units, where it is not of this one alone."""
    if of.units != "own":
        yield words.said(words.UNITS, of.units)
    if of.sub_units:
        yield sheet.kinds(of.sub_units)
    if of.having:
        yield _("that have %(what)s", what=words.listed([condition(each, sheet) for each in of.having]))


def _placed(of: Quantity) -> Iterator[str]:
    """Which days count."""
    if of.years > 1:
        yield _("of %(years)s years", years=of.years)
    if of.shift:
        yield _("of the period before") if of.shift == -1 else _("%(count)s periods before", count=-of.shift)
    if of.placed != "day":
        yield words.said(words.PLACED, of.placed)
    if of.fresh == 0:
        yield _("handed in by its day")
    elif of.fresh is not None:
        yield _("recorded within %(days)s days", days=of.fresh)
    if of.fresh_vacation is not None:
        yield _("after a vacation within %(days)s days", days=of.fresh_vacation)


def _join(of: Join, sheet: Sheet) -> str:
    said = {"what": quantity(of.of, sheet), "key": words.said(words.EACH, of.by)}
    if of.wanted:
        return _("only where there is for the same %(key)s: %(what)s", **said)
    return _("only where there is not for the same %(key)s: %(what)s", **said)


def _worth(of: Worth) -> Iterator[str]:
    """What one of them counts, where it is not simply one."""
    if of.kind in words.WORTH:
        yield words.said(words.WORTH, of.kind)
    if of.kind == "table":
        rows = [(words.sentences(list(map(coded, of.by, row))), value) for row, value in of.table.items()]
        yield _table(rows, of.otherwise)
    if of.kind == "places":
        yield placed(of.places, of.otherwise)
        if of.less_one:
            yield _("the last of the field has no place")
    if of.share:
        yield _("shared equally: %(tag)s", tag=words.said(words.EACH, of.share))
    for days, left in of.decay:
        yield _("after %(days)s days %(share)s of it", days=days, share=percent(left))


def _valid(of: Quantity) -> Iterator[str]:
    least, most = of.valid or (Fraction(0), Fraction(0))
    yield _("from %(least)s to %(most)s", least=figure(least), most=figure(most))


def _table(rows: list[tuple[str, Fraction]], otherwise: Fraction = Fraction(0)) -> str:
    said = [_("%(name)s %(value)s", name=name, value=figure(value)) for name, value in rows]
    if otherwise:
        said.append(_("others %(value)s", value=figure(otherwise)))
    return _("each counts: %(table)s", table=words.listed(said))


def placed(places: tuple[Fraction, ...], beyond: Fraction) -> str:
    """Points by place: the first 9, then 7, 6; behind them 1."""
    said = words.listed([figure(each) for each in places])
    if beyond:
        return _(
            "by place from the first on %(points)s, behind them %(beyond)s",
            points=said,
            beyond=figure(beyond),
        )
    return _("by place from the first on %(points)s", points=said)


def _together(of: Quantity) -> Iterator[str]:
    """What is taken together, and what is kept of it."""
    keys = words.listed([words.said(words.EACH, each) for each in of.each])
    if of.each and of.within != "sum":
        yield {
            "once": _("once for each %(key)s", key=keys),
            "max": _("the highest for each %(key)s", key=keys),
            "min": _("the lowest for each %(key)s", key=keys),
            "last": _("the latest for each %(key)s", key=keys),
            "mean": _("the mean for each %(key)s", key=keys),
        }[of.within]
    elif of.each:
        yield _("for each %(key)s", key=keys)
    if of.at_most is not None:
        yield _("at most %(most)s each", most=figure(of.at_most))
    if of.reach is not None:
        yield _("only where it reaches %(least)s", least=figure(of.reach))
    if of.below is not None:
        yield _("only where it stays below %(most)s", most=figure(of.below))
    if of.across != "sum":
        yield words.said(words.ACROSS, of.across)


def condition(of: Test, sheet: Sheet) -> str:
    """A condition: what it asks, and its limit."""
    return _("%(what)s: %(limit)s", what=asked(of, sheet), limit=limit(of))


def asked(of: Test, sheet: Sheet) -> str:
    """What a condition is about: a quantity or a ratio, or the points of nodes."""
    if of.nodes:
        titles = [_("“%(title)s”", title=sheet.node(each)) for each in of.nodes]
        said = _("points of %(nodes)s", nodes=words.listed(titles))
        if not of.over_node:
            return said
        return _("%(points)s as a share of “%(title)s”", points=said, title=sheet.node(of.over_node))
    what = quantity(of.of, sheet) if of.of else ""
    return _("%(what)s ÷ %(over)s", what=what, over=quantity(of.over, sheet)) if of.over else what


def limit(of: Test) -> str:
    """At what number a condition is met, and what holds with nothing to judge, where that is said."""
    number = of.limit.number
    of_one = isinstance(number, Fraction) and 0 < number < 1
    said = limited(of.limit.sign, share(number) if of.over or of.over_node or of_one else figure(number))
    if of.when_none is None:
        return said
    if of.when_none:
        return _("%(limit)s, and when there is nothing to judge", limit=said)
    return _("%(limit)s, and not when there is nothing to judge", limit=said)
