"""How values moved: small multiples on one scale, and a line small enough for a cell of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from services.chassis.web.charts.drawing import Number, Scale, percent, svg, tag
from services.chassis.web.written import points


@dataclass(frozen=True)
class Moment:
    """A period's value; `was` is what had been published before it was restated."""

    label: str
    value: Number | None
    was: Number | None = None


@dataclass(frozen=True)
class Series:
    """One small picture: its moments in order, and a way to more."""

    label: str
    moments: Sequence[Moment]
    href: str = ""
    title: str = ""


def trends(
    series: Sequence[Series], low: Number, high: Number, asked: str = "", lines: Sequence[Number] = ()
) -> Markup:
    """Small pictures with the same scale from `low` to `high`; the moment labelled `asked` is marked.

    Moments stand under each other when all series begin alike; a missing value is a moment with None.
    """
    return tag("ul", *(_one(each, low, high, asked, lines) for each in series), class_="c-trends")


def sparkline(
    values: Sequence[Number], title: str, low: Number | None = None, high: Number | None = None
) -> Markup:
    """A line without axes, its last value dotted; `title` says what it shows."""
    if not values:
        return Markup("")
    least, most = min(values) if low is None else low, max(values) if high is None else high
    return svg(
        *_path(values, percent(0, max(len(values) - 1, 1)), percent(most, least)),
        title=title,
        class_="c-spark",
    )


def _one(series: Series, low: Number, high: Number, asked: str, lines: Sequence[Number]) -> Markup:
    label = tag("a", series.label, href=series.href) if series.href else series.label
    last = next((m for m in reversed(series.moments) if m.value is not None), None)
    ends = (series.moments[0].label, series.moments[-1].label) if series.moments else ("", "")
    return tag(
        "li",
        tag("p", tag("span", label), tag("b", points(last.value) if last else "–"), class_="c-trend-head"),
        _plot(series, percent(0, max(len(series.moments) - 1, 1)), percent(high, low), asked, lines),
        tag("p", tag("span", ends[0]), tag("span", ends[1]), class_="c-trend-foot"),
        class_="c-trend",
    )


def _plot(series: Series, x: Scale, y: Scale, asked: str, lines: Sequence[Number]) -> Markup:
    known = [(n, m) for n, m in enumerate(series.moments) if m.value is not None]
    marked = [x(n) for n, m in enumerate(series.moments) if m.label == asked]
    return svg(
        *(tag("line", class_="c-line", x1=0, x2="100%", y1=y(v), y2=y(v)) for v in lines),
        *(tag("line", class_="c-asked", x1=at, x2=at, y1=0, y2="100%") for at in marked),
        *_path([m.value for _, m in known if m.value is not None], lambda n: x(known[int(n)][0]), y),
        *(
            _restated(x(n), y(m.was), y(m.value))
            for n, m in known
            if m.was is not None and m.value is not None
        ),
        title=series.title or series.label,
        class_="c-plot",
    )


def _restated(x: str, was: str, now: str) -> Markup:
    way = tag("line", class_="c-way", x1=x, x2=x, y1=was, y2=now)
    return (
        way
        + tag("circle", class_="c-dot-before", cx=x, cy=was, r=4)
        + tag("circle", class_="c-dot", cx=x, cy=now, r=4)
    )


def _path(values: Sequence[Number], x: Scale, y: Scale) -> list[Markup]:
    """A line of segments in percent (a path could not be), and a dot at its end."""
    places = [(x(n), y(value)) for n, value in enumerate(values)]
    parts = [tag("line", class_="c-stroke", x1=a[0], y1=a[1], x2=b[0], y2=b[1]) for a, b in pairwise(places)]
    return [*parts, *(tag("circle", class_="c-dot", cx=a, cy=b, r=4) for a, b in places[-1:])]
