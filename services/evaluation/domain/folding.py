"""The catalogue as code: each kind of fact becomes one flat function, written out once, called per fact.

It says what its measures say, in their order, and looks every value up as far out as it is known: what
does not change from element to element of a list is read once, before the list is walked.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from services.evaluation.domain.catalogue import Measure, Path

EACH = "each"  # the first step of a path into the element of a list
FACT, OUTER, INNER = range(3)  # how far inside a value is known
NAMES = ("fact", "outer", "inner")
# What lines that differ in their person alone say, as text: all who came to an activity stand in one row.
# Fact, measure, day, filed, persons, occasion, subject, tags, amount, count, known, position.
Row = tuple[str, str, str, str, list[str], str, str, str, str, str, str, str]
MEASURE: Final = 1
DAY: Final = 2
COUNT: Final = 9
KNOWN: Final = 10
POSITION: Final = 11
Said = defaultdict[tuple[str, str], list[Row]]  # by unit and year of the day
Tell = Callable[[Said, Any, str, str, str], None]  # (what is said, fact, sign, position, known day)


def compiled(name: str, key: Sequence["Path"], measures: Sequence["Measure"]) -> Tell:
    """The function that says the rows of such a fact; it raises ValueError when one cannot be made."""
    known: dict[str, Any] = {"text": text, "step": step, "holds": holds, "day": day, "nowhere": nowhere}
    said = "\n".join(line for each in measures for line in _measure(each, known))
    body = _once(f"identity = {_identity(name, key)}\n{said}")
    source = ["def tell(said, fact, sign, position, known):", *(f"    {line}" for line in body)]
    exec(compile("\n".join(source), f"<measures of {name}>", "exec"), known)
    made: Tell = known["tell"]
    return made


def _once(body: str) -> Iterator[str]:
    """The body with every text of the fact that several fields say read once, before them."""
    told = Counter(TEXT_OF_FACT.findall(body))
    for number, text_of_fact in enumerate(each for each, count in told.items() if count > 1):
        yield f"text_{number} = {text_of_fact}"
        body = body.replace(text_of_fact, f"text_{number}")
    yield from body.split("\n")


def _identity(name: str, key: Iterable["Path"]) -> str:
    return " + '/' + ".join([repr(name), *(_text(_value(path, ())) for path in key)])


def _measure(of: "Measure", known: dict[str, Any]) -> Iterator[str]:
    """The lines that make the rows of one measure: its lists as loops, its conditions around them."""
    place = len(known)
    known[f"tags_{place}"] = tags_text(tuple(name for name, _ in of.tags))
    known[f"steps_{place}"] = steps_text(of)
    fields, last = list(_fields(of, place)), len(of.each) - _differ_in_person(of)
    conditions = [
        (_level(path, of.each), _condition(_value(path, of.each), values, wanted, known))
        for path, values, wanted in of.where
    ]
    indent = ""
    for level in range(last + 1):
        opened = [f"for {NAMES[level]} in {_list(of, level)}:"] if level else []
        opened += [f"if {condition}:" for at, condition in conditions if at == level]
        opened += [f"if {_list(of, level + 1)}:"] if level < len(of.each) else []
        for each in opened:
            yield indent + each
            indent += "    "
        yield from (f"{indent}{name} = {value}" for at, name, value in fields if at == level)
    yield f"{indent}said[unit, on[:4]].append((identity, {of.name!r}, on, handed, persons, occasion, subject,"
    yield f"{indent}    tags, amount, sign, known, position))"


def _differ_in_person(of: "Measure") -> bool:
    """Whether the elements of the innermost list differ in nothing that is said but their person."""
    tags, conditions = [path for _, path in of.tags], [path for path, *_ in of.where]
    others = [*of.unit, of.day, of.filed, of.occasion, of.subject, of.amount, *tags, *conditions]
    innermost = len(of.each)
    return _level(of.person, of.each) == innermost > max(_level(path, of.each) for path in others)


def _list(of: "Measure", level: int) -> str:
    """The elements of the list that is walked at this level."""
    return f"({NAMES[level - 1]}.get({of.each[level - 1]!r}) or ())"


def _fields(of: "Measure", place: int) -> Iterator[tuple[int, str, str]]:
    """(level, name, expression) of every field of a row that depends on the fact."""

    def one(name: str, path: "Path", form: str = "{}") -> tuple[int, str, str]:
        return _level(path, of.each), name, form.format(_text(_value(path, of.each)) if path else "''")

    units = " or ".join(_value(path, of.each) for path in of.unit)
    yield max(_level(path, of.each) for path in of.unit), "unit", _text(f"({units} or nowhere())")
    yield one("on", of.day, "day({})")
    yield one("handed", of.filed, "(day(w) if (w := {}) else '')" if of.filed else "{}")
    yield _persons(of) if _differ_in_person(of) else one("persons", of.person, "[{}]")
    yield one("occasion", of.occasion)
    yield one("subject", of.subject)
    level = max((_level(path, of.each) for _, path in of.tags), default=FACT)
    values = ", ".join(_text(_value(path, of.each)) for _, path in of.tags)
    yield level, "tags", f"tags_{place}({values})" if of.tags else "''"
    yield one("amount", of.amount, f"steps_{place}({{}})" if of.amount else "'0'")


def _persons(of: "Measure") -> tuple[int, str, str]:
    """All persons of the innermost list, known where the list is."""
    innermost = len(of.each)
    person = _text(_value(of.person, of.each))
    return innermost - 1, "persons", f"[{person} for {NAMES[innermost]} in {_list(of, innermost)}]"


def _level(path: "Path", each: "Path") -> int:
    if path[:1] != (EACH,):
        return FACT
    return INNER if len(each) > 1 and path[1:2] in ((), each[1:]) else OUTER


def _value(path: "Path", each: "Path") -> str:
    """The expression of the value at `path`; an inner element stands beside the outer one's fields."""
    level = _level(path, each)
    if level == INNER and path[1:]:
        base, steps = NAMES[INNER], path[2:]
    elif level == INNER:
        return f"{{**{NAMES[OUTER]}, {each[1]!r}: {NAMES[INNER]}}}"
    elif level == OUTER:
        base, steps = NAMES[OUTER], path[1:]
    elif path:
        base, steps = f"{NAMES[FACT]}.get({path[0]!r})", path[1:]
    else:
        return "None"
    for name in steps:
        base = f"step({base}, {name!r})"
    return base


def _text(value: str) -> str:
    return f"(v if type(v := {value}) is str else text(v))"


TEXT_OF_FACT = re.compile(re.escape(_text("@")).replace("@", r"fact\.get\('[^']+'\)"))


def _condition(value: str, values: frozenset[str], wanted: bool, known: dict[str, Any]) -> str:
    known[name := f"values_{len(known)}"] = values
    plain = f"(v in {name} if type(v := {value}) is str else v != [] and holds(v, {name}))"
    return plain if wanted else f"not {plain}"


def text(value: Any) -> str:
    """A plain value as the text that conditions and keys compare."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def step(value: Any, name: str) -> Any:
    """A field of what may be no object; None where it is missing."""
    return value.get(name) if isinstance(value, dict) else None


def holds(found: Any, values: frozenset[str]) -> bool:
    """Whether a value, or any of a list's, is one of these."""
    return any(text(each) in values for each in found) if isinstance(found, list) else text(found) in values


def nowhere() -> str:
    raise ValueError("the fact names no unit")


@lru_cache(maxsize=65_536)
def day(told: str) -> str:
    """The day of a date or an instant. Raises ValueError."""
    return date.fromisoformat(told[:10]).isoformat()


@cache
def tags_text(names: tuple[str, ...]) -> Callable[..., str]:
    """Makes the text of tags from their values."""

    @lru_cache(maxsize=65_536)
    def made(*values: str) -> str:
        return json.dumps(list(zip(names, values, strict=True)), ensure_ascii=False, separators=(",", ":"))

    return made


def steps_text(of: "Measure") -> Callable[[str], str]:
    """Makes the text of an amount in whole steps; a finer one is refused rather than rounded."""

    @lru_cache(maxsize=65_536)
    def made(amount: str) -> str:
        steps = Fraction(amount or 0) / of.step
        if steps.denominator != 1:
            raise ValueError(f"{amount} is finer than the step {of.step} of {of.name}")
        return str(steps.numerator)

    return made
