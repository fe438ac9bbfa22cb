"""Where units stand: dots on one scale with the lines that matter drawn through, not a table of bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.chassis.web.charts.drawing import Number, Scale, percent, svg, tag
from services.chassis.web.written import points


@dataclass(frozen=True)
class Dot:
    """A unit: its value, what it was before (a hollow dot with a line), a way to its page."""

    label: str
    value: Number | None
    href: str = ""
    before: Number | None = None
    note: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Line:
    """A value that matters, with its word."""

    value: Number
    label: str


def ranking(
    dots: Sequence[Dot], lines: Sequence[Line], low: Number, high: Number, nothing: str = "–"
) -> Markup:
    """One row per unit on the scale from `low` to `high`; `nothing` is said where there is no value."""
    at = percent(low, high)
    return tag(
        "div",
        _scale(dots, lines, low, high, at),
        tag("ol", *(_row(dot, lines, at, nothing) for dot in dots), class_="c-rows"),
        class_="c-ranking",
    )


def _scale(dots: Sequence[Dot], lines: Sequence[Line], low: Number, high: Number, at: Scale) -> Markup:
    """The head: the ends of the scale, the named lines, and all dots together as a first look."""
    ends = [
        tag("text", f"{float(v):g}", class_="c-tick", x=at(v), y=14, text_anchor=a)
        for v, a in ((low, "start"), (high, "end"))
    ]
    names = [
        tag(
            "text",
            f"{line.label} {float(line.value):g}",
            class_="c-tick",
            x=at(line.value),
            y=14 + 16 * (n % 2),
            dx=-4,
            text_anchor="end",
        )
        for n, line in enumerate(lines)
    ]
    together = [
        tag("circle", class_="c-dot-all", cx=at(dot.value), cy=46, r=5)
        for dot in dots
        if dot.value is not None
    ]
    picture = svg(*ends, *names, *_lines(lines, at), *together, class_="c-strip", width="100%", height=60)
    return tag(
        "div", tag("span", class_="c-label"), picture, tag("span", class_="c-value"), class_="c-row c-scale"
    )


def _lines(lines: Sequence[Line], at: Scale) -> list[Markup]:
    return [tag("line", class_="c-line", x1=at(e.value), x2=at(e.value), y1=0, y2="100%") for e in lines]


def _row(dot: Dot, lines: Sequence[Line], at: Scale, nothing: str) -> Markup:
    label = tag("a", dot.label, href=dot.href) if dot.href else dot.label
    note = tag("span", dot.note, class_="c-note") if dot.note else ""
    return tag(
        "li",
        tag("span", label, note, class_="c-label"),
        svg(
            tag("line", class_="c-base", x1=0, x2="100%", y1="50%", y2="50%"),
            *_lines(lines, at),
            *_marks(dot, at),
            class_="c-strip",
            width="100%",
            height="100%",
        ),
        tag("span", nothing if dot.value is None else points(dot.value), class_="c-value"),
        class_="c-row c-marked" if dot.marked else "c-row",
    )


def _marks(dot: Dot, at: Scale) -> list[Markup]:
    if dot.value is None:
        return []
    now = tag("circle", class_="c-dot", cx=at(dot.value), cy="50%", r=6)
    if dot.before is None:
        return [now]
    way = tag("line", class_="c-way", x1=at(dot.before), x2=at(dot.value), y1="50%", y2="50%")
    return [way, tag("circle", class_="c-dot-before", cx=at(dot.before), cy="50%", r=4), now]
