"""The lines of an event, read value by value as the catalogue says: what the compiled functions must give."""

from datetime import date
from fractions import Fraction

from services.evaluation.domain.catalogue import read
from services.evaluation.domain.folding import text
from services.evaluation.domain.lines import Line


def lines(told, catalogue):
    found = []
    for sign, inside, name in catalogue.versions.get(told.type, ()):
        fact = told.data[inside] if inside else told.data
        identity = "/".join((name, *(text(read(fact, None, path)) for path in catalogue.facts[name].key)))
        for measure in catalogue.measures_of[name]:
            for element in elements(measure, fact):
                found.append(line(told, measure, fact, element, identity, sign))
    return found


def elements(measure, fact):
    found = expand(fact, measure.each) if measure.each else (None,)
    return (each for each in found if all(holds(fact, each, *one) for one in measure.where))


def expand(fact, path):
    """An element of an inner list stands under that list's name, beside the outer element's fields."""
    for element in fact.get(path[0]) or ():
        if len(path) == 1:
            yield element
        else:
            yield from ({**element, path[1]: each} for each in element.get(path[1]) or ())


def holds(fact, element, path, values, wanted):
    found = read(fact, element, path)
    return any(text(each) in values for each in (found if isinstance(found, list) else [found])) is wanted


def line(told, of, fact, element, identity, sign):
    def at(path):
        return text(read(fact, element, path)) if path else ""

    unit = next(str(found) for path in of.unit if (found := read(fact, element, path)))
    steps = Fraction(at(of.amount) or 0) / of.step
    filed = at(of.filed)
    return Line(
        identity, of.name, unit, date.fromisoformat(at(of.day)[:10]), told.known, told.source, told.position,
        date.fromisoformat(filed[:10]) if filed else None, at(of.person), at(of.occasion),
        at(of.subject), tuple((tag, at(path)) for tag, path in of.tags), sign, sign * int(steps),
    )  # fmt: skip
