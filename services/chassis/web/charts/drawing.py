"""Elements of a picture, escaped, and the way from a number to a place on a line."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup, escape

Number = int | float | Decimal | Fraction
Scale = Callable[[Number], str]


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """<name attributes>children</name>, all escaped; `class_` is class, `a_b` is a-b, None is left out."""
    given = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _plain(value))
        for key, value in attributes.items()
        if value is not None
    ]
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup("").join(given), join(*children))


def join(*parts: object) -> Markup:
    """Parts of a picture after each other."""
    return Markup("").join(escape(part) for part in parts)


def svg(*children: object, title: str = "", desc: str = "", **attributes: object) -> Markup:
    """A picture that is read out as its title, or left out when it has none (the words stand beside it)."""
    told = (tag("title", title), tag("desc", desc) if desc else "") if title else ()
    seen = {"role": "img"} if title else {"aria_hidden": "true", "focusable": "false"}
    return tag("svg", *told, *children, **(seen | attributes))


def percent(low: Number, high: Number) -> Scale:
    """From a number to its place between `low` (0%) and `high` (100%), kept inside."""
    width = float(high) - float(low) or 1.0
    return lambda value: f"{min(max((float(value) - float(low)) / width, 0.0), 1.0) * 100:.2f}%"


def bar(at: Scale, start: Number, end: Number, **attributes: object) -> Markup:
    """A rectangle between two numbers, nothing when they are equal."""
    left, right = sorted((start, end))
    if left == right:
        return Markup("")
    width = float(at(right)[:-1]) - float(at(left)[:-1])
    return tag("rect", x=at(left), width=f"{width:.2f}%", **attributes)


def _plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
