"""Why a total is what it is: from 0 to the total, one step per item, each step a way to its reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from services.chassis.web.charts.drawing import Number, Scale, bar, join, percent, svg, tag
from services.chassis.web.charts.gauge import lost_and_open
from services.chassis.web.written import points

BAR = {"y": 9, "height": 14}


@dataclass(frozen=True)
class Step:
    """An item: points earned (negative for a deduction), lost, still open; `note` says why in short."""

    label: str
    earned: Number
    lost: Number = 0
    open: Number = 0
    href: str = ""
    group: str = ""
    note: str = ""


@dataclass(frozen=True)
class Words:
    """What the picture says beside its numbers, in the reader's language."""

    total: str
    earned: str
    lost: str
    open: str


def waterfall(steps: Sequence[Step], total: Number, of: Number, words: Words) -> Markup:
    """Steps in their order under their groups, then the total; the line is as long as `of` or the highest."""
    tops = [float(start) + float(s.earned) + float(s.lost) + float(s.open) for start, s in _running(steps)]
    at = percent(0, max([float(of), float(total), *tops]))
    key = (tag("span", getattr(words, name), class_=f"c-key-{name}") for name in ("earned", "lost", "open"))
    return tag(
        "div",
        tag("p", *key, class_="c-key"),
        tag("ol", *_rows(steps, at), _total(total, of, at, words), class_="c-rows"),
        class_="c-waterfall",
    )


def _running(steps: Sequence[Step]) -> Iterator[tuple[float, Step]]:
    """Each step with the sum of those before it."""
    start = 0.0
    for step in steps:
        yield start, step
        start += float(step.earned)


def _rows(steps: Sequence[Step], at: Scale) -> Iterator[Markup]:
    for group, within in groupby(_running(steps), key=lambda pair: pair[1].group):
        inside = list(within)
        if group:
            yield _head(group, inside)
        for start, step in inside:
            yield _row(start, step, at)


def _head(group: str, inside: Sequence[tuple[float, Step]]) -> Markup:
    earned = sum((step.earned for _, step in inside), start=type(inside[0][1].earned)(0))
    return tag(
        "li",
        tag("span", group, class_="c-label"),
        tag("b", points(earned), class_="c-value"),
        class_="c-group",
    )


def _row(start: float, step: Step, at: Scale) -> Markup:
    label = tag("a", step.label, href=step.href) if step.href else step.label
    note = tag("span", step.note, class_="c-note") if step.note else ""
    return tag(
        "li",
        tag("span", label, note, class_="c-label"),
        _picture(start, step, at),
        tag("span", points(step.earned, signed=True), class_="c-value"),
        class_="c-row",
    )


def _picture(start: float, step: Step, at: Scale) -> Markup:
    end = start + float(step.earned)
    kind = "c-earned" if end >= start else "c-deducted"
    return svg(
        tag("line", class_="c-join", x1=at(start), x2=at(start), y1=0, y2=9),
        tag("line", class_="c-join", x1=at(end), x2=at(end), y1=23, y2="100%"),
        bar(at, start, end, class_=kind, **BAR)
        or tag("line", class_="c-none", x1=at(end), x2=at(end), y1=9, y2=23),
        bar(at, end, start, fill="url(#hatch)", **BAR) if end < start else "",
        lost_and_open(at, max(start, end), step.lost, step.open, 9.5, 13),
        class_="c-strip",
        width="100%",
        height="100%",
    )


def _total(total: Number, of: Number, at: Scale, words: Words) -> Markup:
    picture = svg(bar(at, 0, total, class_="c-total", **BAR), class_="c-strip", width="100%", height=32)
    value = join(tag("b", points(total)), tag("span", f" / {points(of)}", class_="muted"))
    return tag(
        "li",
        tag("b", words.total, class_="c-label"),
        picture,
        tag("span", value, class_="c-value"),
        class_="c-row c-sum",
    )
