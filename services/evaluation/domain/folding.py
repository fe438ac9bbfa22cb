"""The catalogue as code: each kind of fact becomes one flat function, written out once, called per fact.

It says what its measures say, in their order, and looks every value up as far out as it is known: what
does not change from element to element of a list is read once, before the list is walked.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.evaluation.domain.catalogue import Measure, Path

EACH = "each"  # the first step of a path into the element of a list
FACT, OUTER, INNER = range(3)  # how far inside a value is known
NAMES = ("fact", "outer", "inner")
Row = tuple[str, ...]  # the fields of a line, in its order, as text
Tell = Callable[[list[Row], Any, str, str, str, str], None]  # (rows, fact, sign, source, position, known day)


def compiled(name: str, key: Sequence["Path"], measures: Sequence["Measure"]) -> Tell:
    """The function that adds the rows of such a fact; it raises ValueError when one cannot be made."""
    known: dict[str, Any] = {"text": text, "step": step, "holds": holds, "day": day, "filed": filed}
    known |= {"nowhere": nowhere}
    body = [line for each in measures for line in _measure(each, known)]
    source = "\n".join(
        [
            "def tell(rows, fact, sign, source, position, known):",
            f"    identity = {_identity(name, key)}",
            *(f"    {line}" for line in body),
        ]
    )
    exec(compile(source, f"<measures of {name}>", "exec"), known)
    made: Tell = known["tell"]
    return made


def _identity(name: str, key: Iterable["Path"]) -> str:
    return " + '/' + ".join([repr(name), *(_text(_value(path, ())) for path in key)])


def _measure(of: "Measure", known: dict[str, Any]) -> Iterator[str]:
    """The lines that make the rows of one measure: its lists as loops, its conditions around them."""
    place = len(known)
    known[f"tags_{place}"] = tags_text(tuple(name for name, _ in of.tags))
    known[f"steps_{place}"] = steps_text(of)
    fields = list(_fields(of, place))
    conditions = [
        (_level(path, of.each), _condition(_value(path, of.each), values, wanted, known))
        for path, values, wanted in of.where
    ]
    indent = ""
    for level in range(len(of.each) + 1):
        opened = [f"for {NAMES[level]} in {_list(of, level)}:"] if level else []
        opened += [f"if {condition}:" for at, condition in conditions if at == level]
        opened += [f"if {_list(of, OUTER)}:"] if of.each and level == FACT else []
        for each in opened:
            yield indent + each
            indent += "    "
        yield from (f"{indent}{name} = {value}" for at, name, value in fields if at == level)
    yield f"{indent}rows.append((identity, {of.name!r}, unit, on, known, source, position, str(len(rows)),"
    yield f"{indent}    handed, person, occasion, subject, tags, sign, amount))"


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
    yield one("handed", of.filed, "filed({})" if of.filed else "{}")
    yield one("person", of.person)
    yield one("occasion", of.occasion)
    yield one("subject", of.subject)
    level = max((_level(path, of.each) for _, path in of.tags), default=FACT)
    values = ", ".join(_text(_value(path, of.each)) for _, path in of.tags)
    yield level, "tags", f"tags_{place}({values})" if of.tags else "''"
    yield one("amount", of.amount, f"steps_{place}({{}}, sign)" if of.amount else "'0'")


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


def _condition(value: str, values: frozenset[str], wanted: bool, known: dict[str, Any]) -> str:
    known[name := f"values_{len(known)}"] = values
    plain = f"(v in {name} if type(v := {value}) is str else holds(v, {name}))"
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


def filed(told: str) -> str:
    return day(told) if told else ""


@cache
def tags_text(names: tuple[str, ...]) -> Callable[..., str]:
    """Makes the text of tags from their values."""

    @lru_cache(maxsize=65_536)
    def made(*values: str) -> str:
        return json.dumps(list(zip(names, values, strict=True)), ensure_ascii=False, separators=(",", ":"))

    return made


def steps_text(of: "Measure") -> Callable[[str, str], str]:
    """Makes the signed text of an amount in whole steps; a finer one is refused rather than rounded."""

    @lru_cache(maxsize=65_536)
    def made(amount: str, sign: str) -> str:
        steps = Fraction(amount or 0) / of.step
        if steps.denominator != 1:
            raise ValueError(f"{amount} is finer than the step {of.step} of {of.name}")
        return str(int(sign) * steps.numerator)

    return made
