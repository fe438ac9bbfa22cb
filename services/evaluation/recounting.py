"""The scores of a plain facts file by a scheme: for tests, other unions and auditors; no platform runs."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from services.chassis.decider import Refused
from services.chassis.web.language import gettext as _
from services.evaluation import checking, facts_text, publishing
from services.evaluation.domain.awarding import Entrant, Given, Winner
from services.evaluation.domain.explanation import plain as explained
from services.evaluation.domain.facts import Register, exact
from services.evaluation.domain.frame import Allowance, Grade, Scheme
from services.evaluation.domain.grading import Result
from services.evaluation.domain.lines import Entry
from services.evaluation.domain.outcome import Outcome, books_of, judge
from services.evaluation.domain.ranks import Place
from services.evaluation.domain.windows import Window, trailing

TRAILING = "trailing"  # the period that ends with the day asked
Plain = dict[str, Any]


class NotScored(Refused):
    """A period or a value with which nothing can be scored; `str()` says why in the reader's language."""

    def __str__(self) -> str:
        return _(self.text, **self.facts)


def recounted(
    scheme: str, facts: str, period: str, as_of: date | None = None, known_on: date | None = None,
    catalogue: str = "",
) -> Plain:  # fmt: skip
    """Totals, grades, places, awards and reasons of a period, as plain data with exact numbers as text.

    `as_of`: the last day whose facts matter (the period's end); `known_on`: as known at the end of that
    day (everything). Raises BadRulebook for a text with mistakes, NotScored for what cannot be asked.
    """
    made, _warnings = checking.read(scheme, catalogue)
    window = window_of(made, period, as_of)
    day = as_of or window.end
    known = publishing.catalogue_of(catalogue or publishing.catalogue_text())
    lines, entries = facts_text.read(facts, known)
    readable(made, entries)
    until = min(day, window.end)
    books = books_of(lines, entries, made, until, known_on or date.max)
    found = judge(made, books, window, day)
    values = Register(entries, known_on or date.max)
    names = {unit: values.value("name", unit, until) for unit in books}
    missed = [
        {"unit": unit, "name": names[unit], "kind": values.value("kind", unit, until)}
        for unit in sorted({*books} - {*found.results})
    ]
    asked = _asked(made, period, window, day, known_on)
    return asked | _titles(made) | {"not_scored": missed} | outcome(found, names)


def _asked(of: Scheme, period: str, window: Window, day: date, known_on: date | None) -> Plain:
    """What was asked, and whether the scheme was in force."""
    return {
        "scheme": of.id,
        "period": period,
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "as_of": day.isoformat(),
        "known_on": known_on.isoformat() if known_on else None,
        **_in_force(of, window),
    }


def _titles(of: Scheme) -> Plain:
    """What the scheme, its kinds, grades and allowances are called."""
    return {
        "title": dict(of.title),
        "kinds": {kind: dict(title) for kind, title in of.kinds.items()},
        "grades": [_titled(each) for ladder in of.ladders for each in ladder.grades],
        "allowances": [_titled(each) for each in of.allowances],
    }


def _titled(of: Grade | Allowance) -> Plain:
    return {"id": of.id, "title": dict(of.title)}


def _in_force(scheme: Scheme, window: Window) -> Plain:
    """The first period that the scheme scores, and whether this window is not over before it."""
    name, first = scheme.period.holding(scheme.in_force_from, scheme.calendar)
    return {"first_period": name, "in_force": window.end >= first.start}


def window_of(scheme: Scheme, period: str, as_of: date | None) -> Window:
    """The window of a period's id. Raises NotScored."""
    if period == TRAILING:
        if as_of is None:
            raise NotScored("no-day", "Say with --as-of with which day the trailing window ends.")
        return trailing(as_of)
    try:
        return scheme.window(period)
    except ValueError:
        example = scheme.period.holding(scheme.in_force_from, scheme.calendar)[0]
        raise NotScored("no-such-period", "%(period)s is no period of this scheme; one is %(example)s.",
                        period=period, example=example) from None  # fmt: skip


def readable(scheme: Scheme, entries: Iterable[Entry]) -> None:
    """Values that the scheme reads as numbers are numbers. Raises NotScored naming the first that is not."""
    numbers = {each.register for each in scheme.quantities() if each.register and each.table is None}
    for entry in entries:
        if entry.register in numbers and entry.value and not _is_number(entry.value):
            raise NotScored("no-number", "%(register)s of %(unit)s is “%(value)s”; write a number.",
                            register=entry.register, unit=entry.unit, value=entry.value)  # fmt: skip


def _is_number(text: str) -> bool:
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def outcome(found: Outcome, names: dict[str, str]) -> Plain:
    """Units by category and place, then the awards with their winners."""
    units = [unit(each, names[each.unit]) for each in sorted(found.results.values(), key=_order)]
    return {"units": units, "awards": [award(each) for each in found.awards]}


def _order(of: Result) -> tuple[str, int, str]:
    return (of.place.category if of.place else "", of.place.place if of.place else 0, of.unit)


def unit(of: Result, name: str) -> Plain:
    """One unit: its figures, and its score with every reason."""
    body = explained(of)
    first = ("total", "lost", "open", "grade", "reached", "why_no_grade", "bars")
    return {"unit": of.unit, "name": name, "kind": of.kind, **{each: body[each] for each in first},
            "place": _stands(of), "why_no_place": of.why_no_place, "awards": list(of.awards),
            "allowances": {id: exact(part.points) for id, part in of.allowances.items()},
            "score": body["score"]}  # fmt: skip


def place(of: Place | None) -> Plain | None:
    return {"in": of.category, "place": of.place, "of": of.of, "equal": of.equal} if of else None


def _stands(of: Result) -> Plain | None:
    """A unit's place; `told_apart`: the tie keys that put it before or after others with the same total."""
    ties, found = of.scheme.settings.ties, place(of.place)
    if found is None or not ties or not of.place or not of.place.told_apart:
        return found
    keys = [ties.keys[at] for at in of.place.told_apart]
    return found | {"told_apart": [key.of.name if key.of else key.node for key in keys]}


def award(of: Given) -> Plain:
    """An award, its winners best first, equals at the border for whom no rule decides, who waits for them."""
    return {
        "id": of.award.id,
        "title": dict(of.award.title),
        "winners": [_winner(each) for each in of.winners],
        "undecided": [_entrant(each) for each in of.undecided],
        "waiting": [_entrant(each) for each in of.waiting],
        "ungrouped": list(of.ungrouped),
        "empty": not (of.winners or of.undecided or of.waiting),
    }


def _entrant(of: Entrant) -> Plain:
    person = {"person": of.person} if of.person else {}
    return {"unit": of.unit} | person | {"in": of.category, "points": exact(of.points)}


def _winner(of: Winner) -> Plain:
    reward = {} if of.reward is None else {"reward": exact(of.reward)}
    return _entrant(of.entrant) | {"place": of.place, "equal": of.equal} | reward
