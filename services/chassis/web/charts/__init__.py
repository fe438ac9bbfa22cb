"""Pictures of numbers as server-made SVG: pure functions from numbers and labels to markup, no script.

Colours come from the style sheet by class, patterns stand beside colours, words are text of the page
wherever they can be, so that they wrap and stay readable at 360 px. Every picture has a table twin:
`ui.figure(picture, finding, columns, rows)`.
"""

from services.chassis.web.charts.gauge import meter, score_bar
from services.chassis.web.charts.radar import Axis, bars, radar
from services.chassis.web.charts.ranking import Dot, Line, ranking
from services.chassis.web.charts.trend import Moment, Series, sparkline, trends
from services.chassis.web.charts.waterfall import Step, Words, waterfall

__all__ = [
    "Axis",
    "Dot",
    "Line",
    "Moment",
    "Series",
    "Step",
    "Words",
    "bars",
    "meter",
    "radar",
    "ranking",
    "score_bar",
    "sparkline",
    "trends",
    "waterfall",
]
