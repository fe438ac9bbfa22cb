"""The rules of a scheme as sentences: how what is counted becomes points."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from flask_babel import format_date  # type: ignore[import-untyped]

from services.chassis.web.language import chosen
from services.chassis.web.language import gettext as _
from services.evaluation import words
from services.evaluation.domain.quantity import Number
from services.evaluation.domain.scheme import Band, Citation, Item, Placing, Variant
from services.evaluation.domain.windows import MonthDay
from services.evaluation.pages.numbers import figure, limited, share
from services.evaluation.pages.quantity_words import Sheet, condition, placed, quantity

Params = Mapping[str, Number]


def rule(item: Item, numbers: Params | None = None, points: Fraction | None = None) -> str:
    """How the quantity becomes points, with the item's numbers or those of one branch."""
    own = replace(item, points=points) if points is not None and item.points is not None else item
    told = [SENTENCE[item.rule](own, item.numbers if numbers is None else numbers), *_with(own)]
    return words.sentences(told)


def _with(item: Item) -> Iterator[str]:
    """What any rule may say beside its numbers."""
    if item.years_ago:
        yield (
            _("What counts is the growth against %(years)s years before.", years=item.years_ago)
            if (item.years_ago > 1)
            else _("What counts is the growth against the year before.")
        )
    elif item.baseline:
        yield _("What counts is the growth against a baseline.")
    if item.on_roll:
        yield _("Only those on the roll count.")
    if item.counted_on:
        yield _("Counted on: %(day)s.", day=counting(item.counted_on))
    if item.opens:
        yield _term(item.rule, due(item.opens))
    if item.due and item.rule != "deadline":
        yield _("Only what was handed in by %(day)s counts.", day=due(item.due))
    if item.over or item.baseline or item.years_ago or item.rule == "mark":
        yield _none(item)


def _term(rule: str, day: str) -> str:
    """From when on an item counts."""
    if rule == "deadline":
        return _("It can be handed in from %(day)s on.", day=day)
    return _("What happened before %(day)s does not count.", day=day)


def _none(item: Item) -> str:
    """What is given when there is no figure."""
    if item.over:
        sentences = {
            "full": _("All points when there is nothing to divide by."),
            "zero": _("No points when there is nothing to divide by."),
            "leave-out": _("Left out of the sum when there is nothing to divide by."),
        }
        more = _("%(points)s points when there is nothing to divide by.", points=figure(item.none_points))
    else:
        sentences = {
            "full": _("All points as long as no figure is told."),
            "zero": _("No points as long as no figure is told."),
            "leave-out": _("Left out of the sum as long as no figure is told."),
        }
        more = _("%(points)s points as long as no figure is told.", points=figure(item.none_points))
    return sentences.get(item.when_none, more)


def variants(item: Item, sheet: Sheet) -> list[tuple[str, str]]:
    """(for whom, sentence) where some branches have numbers of their own."""
    return [
        (meant(each, sheet), rule(item, {**item.numbers, **each.numbers}, each.points))
        for each in item.variants
    ]


def meant(of: Variant, sheet: Sheet) -> str:
    """The branches that a variant is for."""
    told = [sheet.kinds(of.kinds)] if of.kinds else []
    told += sorted(of.units)
    told += [condition(of.size, sheet)] if of.size else []
    return _("; ").join(told)


def _told(item: Item, value: Number) -> str:
    """A number that the value is held against: a share where the value is one."""
    return share(value) if _is_share(item) else figure(value)


def _is_share(item: Item) -> bool:
    return bool(item.over or item.baseline or item.years_ago)


def _count(item: Item, p: Params) -> str:
    per, beyond = figure(p["per"]), _told(item, p["beyond"])
    said = _("Each brings %(per)s", per=per)
    if p["beyond"]:
        said = _("Each beyond %(beyond)s brings %(per)s", per=per, beyond=beyond)
    if item.points is None:
        return _("%(rule)s; there is no cap.", rule=said)
    return _("%(rule)s; at most %(points)s points.", rule=said, points=figure(item.points))


def _minimum(item: Item, p: Params) -> str:
    points, least = figure(item.points), _told(item, p["at_least"])
    return _("All %(points)s points from %(least)s on, none below.", points=points, least=least)


def _ratio(item: Item, p: Params) -> str:
    points, full, none = figure(item.points), _told(item, p["full_at"]), _told(item, p["from"])
    if p["from"]:
        said = {"points": points, "full": full, "none": none}
        return _("%(points)s points from %(full)s on, in proportion down to none at %(none)s.", **said)
    if p["full_at"] == 1:
        return _("The share of %(points)s points.", points=points)
    return _("The share of %(points)s points; all of them from %(full)s on.", points=points, full=full)


def _bands(item: Item, p: Params) -> str:
    told = [
        _("%(points)s at %(limit)s", points=figure(each.gives), limit=banded(each, _is_share(item)))
        for each in item.bands
    ]
    return _("Points by band: %(bands)s; otherwise none.", bands=words.listed(told))


def banded(of: Band, shares: bool = False) -> str:
    """The limit of a band in words."""
    return limited(of.sign, share(of.at) if shares else figure(of.at))


def _steps(item: Item, p: Params) -> str:
    said = {
        "points": figure(item.points or Fraction(0)),
        "target": _told(item, p["target"]),
        "step": _told(item, p["step"]),
    }
    told = [_("%(points)s points at %(target)s", **said)]
    if p["up"]:
        told.append(_("%(up)s more for each full %(step)s above", up=figure(p["up"]), **said))
    if p["down"] and item.begun:
        told.append(_("%(down)s less for each %(step)s begun below", down=figure(p["down"]), **said))
    elif p["down"]:
        told.append(_("%(down)s less for each full %(step)s below", down=figure(p["down"]), **said))
    return _("%(steps)s.", steps=_("; ").join(told))


def _shortfall(item: Item, p: Params) -> str:
    said = {"points": figure(item.points), "deduct": figure(p["deduct"]), "least": _told(item, p["at_least"])}
    return _("%(points)s points; %(deduct)s off for each missing below %(least)s.", **said)


def _deadline(item: Item, p: Params) -> str:
    said = {"points": figure(item.points), "day": due(item.due)}
    if p["per_day"]:
        said |= {"late": figure(p["late"]), "off": figure(p["per_day"])}
        return _("%(points)s points when handed in by %(day)s; later %(late)s, less %(off)s a day.", **said)
    if p["late"]:
        late = figure(p["late"])
        return _("%(points)s points when handed in by %(day)s, %(late)s when later.", **said, late=late)
    return _("%(points)s points when handed in by %(day)s, none when later.", **said)


def _defect(item: Item, p: Params) -> str:
    points, deduct = figure(item.points), figure(p["deduct"])
    if item.points:
        return _("%(points)s points; each takes %(deduct)s off.", points=points, deduct=deduct)
    return _("Each takes %(deduct)s off.", deduct=deduct)


def _penalty(item: Item, p: Params) -> str:
    return _("Each takes %(deduct)s off.", deduct=figure(p["deduct"]))


def _given(item: Item, p: Params) -> str:
    return _("%(points)s points, for every branch.", points=figure(item.points))


def _mark(item: Item, p: Params) -> str:
    said = {"least": figure(p["least"]), "most": figure(p["most"]), "out_of": figure(p["out_of"])}
    told = [_("A mark from %(least)s to %(most)s is given.", **said)]
    if item.points is not None and p["out_of"] and p["out_of"] != item.points:
        told.append(_("Out of %(out_of)s it becomes %(points)s points.", **said, points=figure(item.points)))
    return words.sentences(told)


def _place(item: Item, p: Params) -> str:
    placing = item.placing or Placing()
    least, full = figure(placing.least), figure(item.points)
    by = placed(placing.table, placing.beyond)
    if placing.full:
        by = _("%(points)s for the first %(full)s places, then %(step)s less each, at least %(least)s",
               points=full, full=placing.full, step=figure(placing.step), least=least)  # fmt: skip
    told = [_("The branches are placed by their numbers: %(points)s.", points=by)]
    told += [_("The lowest number is first.")] if placing.low else []
    told += [_("The last of the field has no place.")] if placing.less_one else []
    return words.sentences(told)


SENTENCE = {
    "count": _count,
    "minimum": _minimum,
    "ratio": _ratio,
    "bands": _bands,
    "steps": _steps,
    "shortfall": _shortfall,
    "deadline": _deadline,
    "defect": _defect,
    "penalty": _penalty,
    "given": _given,
    "mark": _mark,
    "place": _place,
}


def due(on: MonthDay | None) -> str:
    """A day of any year, as one says it."""
    if on is None:
        return _("the end of the period")
    pattern = "M月d日" if chosen().startswith("zh") else "d MMMM"
    return str(format_date(on.of(2024), pattern))  # a year with every day


def counting(on: str) -> str:
    """The day on which members and staff are counted."""
    known = {
        "day-asked": _("the day asked"),
        "period-start": _("the first day of the period"),
        "period-end": _("the last day of the period"),
        "open": _("not decided"),
    }
    return known[on] if on in known else due(MonthDay.parse(on))


def counted(item: Item, sheet: Sheet) -> str:
    """What is counted; empty for a rule that counts nothing."""
    return "" if item.rule == "given" else quantity(item.of, sheet)


def over(item: Item, sheet: Sheet) -> str:
    """What the quantity is divided by; empty when by nothing."""
    return quantity(item.over, sheet) if item.over else ""


def baseline(item: Item, sheet: Sheet) -> str:
    """What growth is measured against, where it is a quantity of its own."""
    return quantity(item.baseline, sheet) if item.baseline else ""


def cited(of: Citation) -> str:
    """The published sheet behind a rule, with its year and clause."""
    return sheet(of.sheet, of.year)


def sheet(title: str, year: str) -> str:
    """A sheet with its year, where that is known."""
    known = year and year != "unknown"
    return _("%(sheet)s (%(year)s)", sheet=title, year=words.said(words.YEAR, year)) if known else title
