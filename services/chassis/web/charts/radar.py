"""One unit against its peers on several axes: as a radar, and as bars for those who read bars better."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from services.chassis.web.charts.drawing import Number, bar, join, percent, svg, tag
from services.chassis.web.written import points

RADIUS, CENTRE, WIDTH, HEIGHT = 104, (180.0, 150.0), 360, 284
RINGS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Axis:
    """A dimension: what the unit has of `of`, what its peers have in the middle; `href` opens it."""

    label: str
    value: Number
    of: Number
    peers: Number | None = None
    href: str = ""


def radar(axes: Sequence[Axis], title: str, desc: str = "", own: str = "", peers: str = "") -> Markup:
    """As many axes as given (three or more), each from 0 in the middle to all points at the rim.

    `own` and `peers` name the coloured shape and the grey line.
    """
    turns = len(axes)
    middle = [_share(axis.peers, axis.of) for axis in axes if axis.peers is not None]
    picture = svg(
        *(_polygon([ring] * turns, "c-ring") for ring in RINGS),
        *(_spoke(turn, turns) for turn in range(turns)),
        _polygon(middle, "c-peers") if len(middle) == turns else "",
        _polygon([_share(axis.value, axis.of) for axis in axes], "c-own"),
        *(_corner(axis, turn, turns) for turn, axis in enumerate(axes)),
        title=title,
        desc=desc,
        class_="c-radar",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
    )
    return join(_key(own, peers, "c-key-line"), picture)


def _key(own: str, peers: str, mark: str) -> Markup:
    names = ((own, "c-key-own"), (peers, mark))
    spans = [tag("span", name, class_=kind) for name, kind in names if name]
    return tag("p", *spans, class_="c-key") if spans else Markup("")


def bars(axes: Sequence[Axis], own: str, peers: str) -> Markup:
    """The same numbers as rows: a bar for the unit, a tick for its peers; `own`, `peers` name the two."""
    return tag(
        "div",
        _key(own, peers, "c-key-peers"),
        tag("ol", *(_row(axis) for axis in axes), class_="c-rows"),
        class_="c-bars",
    )


def _row(axis: Axis) -> Markup:
    at = percent(0, axis.of)
    tick = "" if axis.peers is None else _tick(at(axis.peers))
    picture = svg(
        tag("rect", class_="c-track", y=8, width="100%", height=12),
        bar(at, 0, axis.value, class_="c-own-bar", y=8, height=12),
        tick,
        class_="c-strip",
        width="100%",
        height=28,
    )
    label = tag("a", axis.label, href=axis.href) if axis.href else axis.label
    value = join(tag("b", points(axis.value)), tag("span", f" / {points(axis.of)}", class_="muted"))
    return tag(
        "li",
        tag("span", label, class_="c-label"),
        picture,
        tag("span", value, class_="c-value"),
        class_="c-row",
    )


def _tick(x: str) -> Markup:
    return tag("line", class_="c-peers-tick", x1=x, x2=x, y1=3, y2=25)


def _share(value: Number | None, of: Number) -> float:
    return min(max(float(value or 0) / float(of or 1), 0.0), 1.0)


def _place(share: float, turn: int, turns: int) -> tuple[float, float]:
    angle = 2 * pi * turn / turns - pi / 2
    return CENTRE[0] + share * RADIUS * cos(angle), CENTRE[1] + share * RADIUS * sin(angle)


def _polygon(shares: Sequence[float], name: str) -> Markup:
    corners = (_place(share, turn, len(shares)) for turn, share in enumerate(shares))
    return tag("polygon", class_=name, points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))


def _spoke(turn: int, turns: int) -> Markup:
    x, y = _place(1, turn, turns)
    return tag("line", class_="c-ring", x1=CENTRE[0], y1=CENTRE[1], x2=x, y2=y)


def _corner(axis: Axis, turn: int, turns: int) -> Markup:
    """The label outside the rim with its number, and the unit's point on the spoke."""
    x, y = _place(1.15, turn, turns)
    anchor = "middle" if abs(x - CENTRE[0]) < 8 else "start" if x > CENTRE[0] else "end"
    dot_x, dot_y = _place(_share(axis.value, axis.of), turn, turns)
    lift = -14 if y < CENTRE[1] - RADIUS else 6 if y > CENTRE[1] + RADIUS * 0.6 else 0
    return join(
        tag("circle", class_="c-own-dot", cx=dot_x, cy=dot_y, r=3.5),
        tag("text", axis.label, class_="c-text", x=x, y=y + lift, text_anchor=anchor),
        tag("text", points(axis.value), class_="c-number", x=x, y=y + lift + 17, text_anchor=anchor),
    )
