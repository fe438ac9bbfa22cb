"""How much of a cap is used, and how many of the points are earned, lost or still open."""

from markupsafe import Markup

from services.chassis.web.charts.drawing import Number, Scale, bar, join, percent, svg, tag


def meter(used: Number, cap: Number, label: str) -> Markup:
    """A bar up to `cap`, whose end is marked; what is above it is hatched."""
    at = percent(0, max(used, cap))
    within = min(used, cap)
    parts = (
        tag("rect", class_="c-track", width="100%", height=8, rx=2),
        bar(at, 0, within, class_="c-used", height=8, rx=2),
        bar(at, within, used, class_="c-over", height=8),
        bar(at, within, used, fill="url(#hatch)", height=8),
        tag("line", class_="c-cap", x1=at(cap), x2=at(cap), y1=-3, y2=11),
    )
    return svg(*parts, title=label, class_="c-meter", width="100%", height=8)


def score_bar(earned: Number, of: Number, lost: Number = 0, open: Number = 0) -> Markup:
    """Earned solid, lost hatched, still open outlined; the words beside it say the numbers."""
    at = percent(0, of)
    return svg(
        tag("rect", class_="c-track", width="100%", height=8),
        bar(at, 0, earned, class_="c-earned", height=8),
        lost_and_open(at, earned, lost, open, 0.5, 7),
        class_="c-meter",
        width="100%",
        height=8,
    )


def lost_and_open(at: Scale, start: Number, lost: Number, open: Number, y: float, height: float) -> Markup:
    """What follows the earned points: first the lost ones, then the open ones."""
    middle = float(start) + float(lost)
    return join(
        bar(at, start, middle, class_="c-lost", fill="url(#hatch)", y=y, height=height),
        bar(at, middle, middle + float(open), class_="c-open", y=y, height=height),
    )
