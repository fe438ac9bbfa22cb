"""What stands around the tree of a sheet, in words: grades, bars, awards, allowances, settings, periods."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.chassis.web.language import gettext as _
from services.chassis.web.written import day, money
from services.evaluation import words
from services.evaluation.domain.frame import Allowance, Award, Interim, Quota, Scheme, Ties
from services.evaluation.domain.quantity import Quantity
from services.evaluation.domain.scheme import Citation, Gate
from services.evaluation.pages import node_words, rule_words
from services.evaluation.pages.numbers import figure, percent
from services.evaluation.pages.quantity_words import Sheet, asked, condition, limit, quantity
from services.evaluation.scheme_words import FIELD

Cited = list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """An award or an allowance as it is read."""

    id: str
    title: str
    says: list[str]
    cited: Cited


def citations(of: tuple[Citation, ...]) -> Cited:
    return [(rule_words.cited(each), each.clause) for each in of]


def titles(scheme: Scheme) -> Mapping[str, str]:
    """What grades and awards are called, by id."""
    grades = {g.id: words.titled(g.title) for ladder in scheme.ladders for g in ladder.grades}
    return grades | {each.id: words.titled(each.title) for each in scheme.awards}


def named(ids: Any, scheme: Scheme) -> str:
    """Grades and awards by their titles, in the order of the scheme."""
    known = titles(scheme)
    return words.listed([known[each] for each in known if each in ids])


def barred(ids: Any, place: bool, scheme: Scheme) -> str:
    """What a gate takes away: grades and awards, the place."""
    known = set(titles(scheme))
    every = known <= set(ids) and (known or not place)
    told = _("every grade and award") if every else named(ids, scheme)
    return words.listed([each for each in (told, _("the place") if place else "") if each])


def gate(of: Gate, sheet: Sheet) -> dict[str, Any]:
    """A bar: when it is shut, for whom, and what it takes away."""
    scope = [sheet.kinds(of.kinds)] if of.kinds else []
    scope += [_("only where %(condition)s", condition=condition(of.size, sheet))] if of.size else []
    scope += [_("this period and %(years)s before it", years=of.years - 1)] if of.years > 1 else []
    return {
        "title": words.titled(of.title),
        "counted": asked(of.test, sheet),
        "limit": limit(of.test),
        "scope": _("; ").join(scope),
        "bars": barred(of.bars, of.place, sheet.scheme),
        "cited": citations(of.cite),
    }


def ladders(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "kinds": sheet.kinds(each.kinds),
            "by": sheet.node(each.node) if each.node else "",
            "grades": [(words.titled(g.title), figure(g.at)) for g in each.grades],
            "cited": citations(each.cite),
        }
        for each in sheet.scheme.ladders
    ]


def award(of: Award, sheet: Sheet) -> Told:
    """An award with everything that decides who has it."""
    says = [_by(of, sheet), *_entrants(of, sheet), *_number(of.quota, sheet), *_rest(of, sheet)]
    return Told(of.id, words.titled(of.title), says, citations(of.cite))


def _by(of: Award, sheet: Sheet) -> str:
    by = quantity(of.by, sheet) if of.by else sheet.node(of.node) if of.node else _("the total")
    if of.low:
        return _("The lowest number wins: %(what)s.", what=by)
    return _("The highest number wins: %(what)s.", what=by)


def _entrants(of: Award, sheet: Sheet) -> Iterator[str]:
    if of.entrants == "persons":
        yield _("Persons compete.")
    if of.kinds:
        yield _("Only for: %(kinds)s.", kinds=sheet.kinds(of.kinds))
    if of.at_least is not None:
        yield _("From %(least)s on.", least=figure(of.at_least))
    if of.within not in ("none", "open"):
        yield _("Separately by %(group)s.", group=category(of.within))
    if of.only_of:
        yield _("Only among: %(names)s.", names=named(of.only_of, sheet.scheme))
    if of.not_of:
        yield _("Not for: %(names)s.", names=named(of.not_of, sheet.scheme))
    for each in of.requires:
        yield _("It requires %(condition)s.", condition=condition(each, sheet))


def _number(of: Quota, sheet: Sheet) -> Iterator[str]:
    """How many win."""
    if of.allowance:
        title = next((each.title for each in sheet.scheme.allowances if each.id == of.allowance), {})
        yield _("As many win as the branch is allowed: %(title)s.", title=words.titled(title))
    elif of.by_category is not None:
        told = [_("%(name)s %(value)s", name=_category_value(name, sheet), value=number)
                for name, number in of.by_category.items()]  # fmt: skip
        yield _("Winners: %(numbers)s.", numbers=words.listed(told))
    elif of.number is not None:
        yield _("At most %(number)s win.", number=of.number)
    if of.share is not None:
        whom = words.said(words.QUOTA_OF, of.of)
        yield _("%(share)s of %(whom)s win, %(rounding)s.", share=percent(of.share), whom=whom,
                rounding=node_words.rounding(of.rounding))  # fmt: skip
    if of.least:
        yield _("At least %(number)s win.", number=of.least)
    if of.most is not None:
        yield _("Not more than %(number)s win.", number=of.most)


def _category_value(name: str, sheet: Sheet) -> str:
    kind = sheet.scheme.kinds.get(name)
    return words.titled(kind) if kind else name


def _rest(of: Award, sheet: Sheet) -> Iterator[str]:
    if of.ties.keys or of.ties.then != "shared":
        yield _("Equals: %(ties)s.", ties=ties(of.ties, sheet))
    if isinstance(of.reward, Quantity):
        yield _("Reward in yuan: %(what)s.", what=quantity(of.reward, sheet))
    elif isinstance(of.reward, Fraction):
        yield _("Reward: %(amount)s.", amount=money(f"{float(of.reward):.2f}"))


def allowance(of: Allowance) -> Told:
    """A number that a branch has beside its score; its rules stand in a section of their own."""
    says = [words.said(words.ALLOWANCE, of.unit)]
    if of.rounding:
        says.append(_("%(rounding)s.", rounding=node_words.rounding(of.rounding)))
    return Told(of.id, words.titled(of.title), says, citations(of.cite))


def category(of: str) -> str:
    """A grouping of branches in words."""
    if of.startswith("group:"):
        return _("group “%(name)s”", name=of.removeprefix("group:"))
    return words.said({**words.EACH, **words.CATEGORY}, of)


def ties(of: Ties | None, sheet: Sheet) -> str:
    """How equals are told apart: the keys in order, then what remains."""
    if of is None:
        return _("not decided")
    told = []
    for key in of.keys:
        what = quantity(key.of, sheet) if key.of else sheet.node(key.node)
        told.append(
            _("the lower one by %(what)s", what=what)
            if key.low
            else _("the higher one by %(what)s", what=what)
        )
    return _(", then ").join([*told, words.said(words.TIES, of.then)])


def settings(sheet: Sheet) -> list[tuple[str, str]]:
    """(what, how) of everything that holds for the whole scheme."""
    scheme = sheet.scheme
    own, late = scheme.settings, words.said(words.LATE_FACTS, scheme.late_facts)
    found = [
        (FIELD["period"], period(scheme)),
        (FIELD["counted_on"], rule_words.counting(own.counted_on)),
        (FIELD["categories"], category(own.categories)),
        (FIELD["ties"], ties(own.ties, sheet)),
        (FIELD["survey_weight"], words.said(words.SURVEY, own.survey_weight)),
        (FIELD["ballot"], words.said(words.BALLOT, own.ballot)),
        (FIELD["carry_over"], sheet.node(own.carry_over) if own.carry_over in sheet.titles
         else words.said(words.NONE_OR_OPEN, own.carry_over)),
        (FIELD["decay"], words.said(words.DECAY, own.decay)),
        (FIELD["rounding"], common_rounding(scheme)),
        (FIELD["late_facts"], late),
        *_units(scheme),
    ]  # fmt: skip
    if scheme.calendar.vacations:
        told = [f"{rule_words.due(a)} – {rule_words.due(b)}" for a, b in scheme.calendar.vacations]
        found.append((FIELD["vacations"], words.listed(told)))
    found += [(FIELD["interim"], _interim(each)) for each in scheme.interim]
    return [(str(name), value) for name, value in found]


def _interim(of: Interim) -> str:
    """When scores are published before the period ends, and by which clause."""
    every = [_("each %(period)s", period=words.said(words.EACH, of.every))] if of.every else []
    days = [rule_words.due(day) for day in of.on]
    clauses = words.listed([one.clause for one in of.cite])
    return _("%(what)s (%(conditions)s)", what=words.listed([*every, *days]), conditions=clauses)


def _units(scheme: Scheme) -> Iterator[tuple[Any, str]]:
    own = scheme.units
    yield FIELD["successor"], words.said(words.SUCCESSOR, own.successor)
    yield FIELD["before_founding"], words.said(words.BEFORE_FOUNDING, own.before_founding)
    yield FIELD["part_period"], words.said(words.PART_PERIOD, own.part_period)
    if own.min_days:
        yield FIELD["min_days"], figure(Fraction(own.min_days))


def period(scheme: Scheme) -> str:
    """Which windows the scheme scores, with the first one as its example."""
    own = scheme.period
    name, window = own.holding(scheme.in_force_from, scheme.calendar)
    every = {"years": _("%(years)s years", years=own.years), "once": _("once")}.get(own.every, "")
    every = every or words.said(words.EACH, own.every)
    start, end = day(window.start), day(window.end)
    return _("%(every)s; %(period)s is %(start)s to %(end)s", every=every, period=name, start=start, end=end)


def common_rounding(scheme: Scheme) -> str:
    """How most items are rounded."""
    found = [node.rounding for node in scheme.nodes() if node.item]
    return node_words.rounding(max(found, key=found.count)) if found else ""
