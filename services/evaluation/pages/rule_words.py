"""The rules of a scheme as sentences: what is counted, and how many points it brings."""

from collections.abc import Mapping
from fractions import Fraction

from flask_babel import format_date  # type: ignore[import-untyped]

from services.chassis.web.language import chosen
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.facts import exact
from services.evaluation.domain.scheme import Citation, Item, Node, Number, Quantity, Test
from services.evaluation.domain.windows import MonthDay

Params = Mapping[str, Number]


def figure(value: Number | None) -> str:
    """An exact number as one reads it: 0.5, 12, 1/3; a target that every unit has of its own."""
    if isinstance(value, Quantity):
        return _("its target")
    return "–" if value is None else exact(value).replace("-", "−")


def share(value: Number) -> str:
    """A number of a rule as a percentage."""
    return figure(value) if isinstance(value, Quantity) else percent(value)


def percent(value: Fraction) -> str:
    """A share with at most two decimals of a percent."""
    return f"{float(value * 100):.2f}".rstrip("0").rstrip(".") + "%"


def rule(item: Item, kind: str = "") -> str:
    """How the quantity becomes points, for a kind of branch."""
    return _rule(item, numbers(item, kind))


def numbers(item: Item, kind: str = "") -> Params:
    """The rule's numbers for a kind of unit."""
    found = next((each.numbers for each in item.variants if kind in each.kinds), {})
    return {**item.numbers, **found}


def variants(item: Item, kinds: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """(kinds of branch, sentence) where a kind has numbers of its own."""
    return [
        (
            words.listed([words.titled(kinds[k]) for k in kinds if k in each.kinds]),
            _rule(item, numbers(item, k0)),
        )
        for each in item.variants
        for k0 in sorted(each.kinds)[:1]
    ]


def _rule(item: Item, p: Params) -> str:
    told = SENTENCE[item.rule]
    said = told(item, p)
    if item.over:
        said = _("%(rule)s %(none)s", rule=said, none=_none(item))
    return said


def _none(item: Item) -> str:
    sentences = {
        "full": _("All points when there is nothing to divide by."),
        "zero": _("No points when there is nothing to divide by."),
        "leave-out": _("Left out of the sum when there is nothing to divide by."),
    }
    return sentences.get(item.when_none) or _(
        "%(points)s points when there is nothing to divide by.", points=figure(item.none_points)
    )


def _count(item: Item, p: Params) -> str:
    per, beyond = figure(p["per"]), figure(p["beyond"])
    said = _("Each brings %(per)s", per=per)
    if p["beyond"]:
        said = _("Each beyond %(beyond)s brings %(per)s", per=per, beyond=beyond)
    if item.points is None:
        return _("%(rule)s; there is no cap.", rule=said)
    return _("%(rule)s; at most %(points)s points.", rule=said, points=figure(item.points))


def _minimum(item: Item, p: Params) -> str:
    points, least = figure(item.points), share(p["at_least"]) if item.over else figure(p["at_least"])
    return _("All %(points)s points from %(least)s on, none below.", points=points, least=least)


def _ratio(item: Item, p: Params) -> str:
    points, full = figure(item.points), share(p["full_at"])
    if p["full_at"] == 1:
        return _("The share of %(points)s points.", points=points)
    return _("The share of %(points)s points; all of them from %(full)s on.", points=points, full=full)


def _shortfall(item: Item, p: Params) -> str:
    said = {"points": figure(item.points), "deduct": figure(p["deduct"]), "least": figure(p["at_least"])}
    return _("%(points)s points; %(deduct)s off for each missing below %(least)s.", **said)


def _deadline(item: Item, p: Params) -> str:
    said = {"points": figure(item.points), "day": due(item.due)}
    if p["late"]:
        late = figure(p["late"])
        return _("%(points)s points when handed in by %(day)s, %(late)s when later.", **said, late=late)
    return _("%(points)s points when handed in by %(day)s, none when later.", **said)


def _defect(item: Item, p: Params) -> str:
    points, deduct = figure(item.points), figure(p["deduct"])
    if item.points:
        return _("%(points)s points; each takes %(deduct)s off.", points=points, deduct=deduct)
    return _("Each takes %(deduct)s off.", deduct=deduct)


SENTENCE = {
    "count": _count,
    "minimum": _minimum,
    "ratio": _ratio,
    "shortfall": _shortfall,
    "deadline": _deadline,
    "defect": _defect,
}


def due(on: MonthDay | None) -> str:
    """A day of any year, as one says it."""
    if on is None:
        return _("the end of the period")
    pattern = "M月d日" if chosen().startswith("zh") else "d MMMM"
    return str(format_date(on.of(2024), pattern))  # a year with every day


def quantity(of: Quantity, catalogue: Catalogue) -> str:
    """What is counted: the measure, its conditions, and how often one key counts."""
    name = " + ".join(_title(each, of, catalogue) for each in _names(of))
    told = [*(_condition(*each) for each in of.where), *_reduced(of)]
    return _("%(what)s (%(conditions)s)", what=name, conditions=_("; ").join(told)) if told else name


def _names(of: Quantity) -> tuple[str, ...]:
    return of.measures or (of.register or of.name,)


def _title(name: str, of: Quantity, catalogue: Catalogue) -> str:
    if of.register:
        return words.said(words.REGISTER, name) if not of.key else words.said(words.FIGURE, of.key)
    found = catalogue.stocks.get(name) if of.stock else catalogue.measures.get(name)
    return words.titled(found.title) if found else name


def _condition(name: str, values: frozenset[str], wanted: bool) -> str:
    known = words.TAG.get(name, {})
    ordered = [each for each in known if each in values] + sorted(values - set(known))
    said = words.listed([words.said(known, each) for each in ordered])
    return said if wanted else _("without %(values)s", values=said)


def _reduced(of: Quantity) -> list[str]:
    found = []
    if of.each and of.within == "once":
        keys = words.listed([words.said(words.EACH, each) for each in of.each])
        found.append(_("once for each %(key)s", key=keys))
    if of.fresh is not None:
        found.append(_("recorded within %(days)s days", days=of.fresh))
    return found


def over(item: Item, catalogue: Catalogue) -> str:
    """What the quantity is divided by; empty when by nothing."""
    return quantity(item.over, catalogue) if item.over else ""


def cited(of: Citation) -> str:
    """The published sheet behind a rule, with its year and clause."""
    return sheet(of.sheet, of.year)


def sheet(title: str, year: str) -> str:
    """A sheet with its year, where that is known."""
    known = year and year != "unknown"
    return _("%(sheet)s (%(year)s)", sheet=title, year=words.said(words.YEAR, year)) if known else title


def meant_for(node: Node, kinds: Mapping[str, Mapping[str, str]], catalogue: Catalogue) -> str:
    """For which branches an item is meant; empty when for all."""
    rule = node.applies
    told = [words.titled(title) for kind, title in kinds.items() if kind in rule.kinds]
    if rule.size:
        told.append(limited(rule.size, catalogue))
    return words.listed(told)


def limited(of: Test, catalogue: Catalogue) -> str:
    """A condition: what it asks, and its limit."""
    what = quantity(of.of, catalogue) if of.of else ""
    return _("%(what)s %(limit)s", what=what, limit=limit(of)).strip()


def limit(of: Test) -> str:
    """At what number a condition is met."""
    number = of.limit.number
    of_one = isinstance(number, Fraction) and 0 < number < 1
    said = share(number) if of.over or of_one else figure(number)
    return {
        "at_least": _("%(least)s or more", least=said),
        "above": _("more than %(least)s", least=said),
        "at_most": _("%(most)s or less", most=said),
        "below": _("below %(below)s", below=said),
    }[of.limit.sign]
