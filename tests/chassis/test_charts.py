"""Pictures tell the numbers they were given, in percent of their scale, and escape every word."""

import re
from decimal import Decimal as D
from fractions import Fraction

import pytest
from markupsafe import Markup

from services.chassis.web import charts
from services.chassis.web.charts import Axis, Dot, Line, Moment, Series, Step, Words

WORDS = Words("Total", "earned", "lost", "open")


def places(picture: Markup, kind: str) -> list[tuple[float, float]]:
    """(start, end) in percent of every bar of a class."""
    bars = re.findall(rf'<rect x="([\d.]+)%" width="([\d.]+)%" class="{kind}"', picture)
    return [(float(x), round(float(x) + float(width), 2)) for x, width in bars]


def test_each_step_of_a_waterfall_starts_where_the_one_before_it_ended():
    steps = [Step("a", D(20), lost=D(10)), Step("b", D(30)), Step("late", D(-5)), Step("c", D(15), open=D(5))]
    picture = charts.waterfall(steps, D(60), D(100), WORDS)
    assert places(picture, "c-earned") == [(0, 20), (20, 50), (45, 60)]
    assert places(picture, "c-deducted") == [(45, 50)]
    assert places(picture, "c-lost") == [(20, 30)]
    assert places(picture, "c-open") == [(60, 65)]
    assert places(picture, "c-total") == [(0, 60)]


def test_a_group_of_a_waterfall_shows_the_exact_sum_of_its_steps():
    steps = [
        Step("a", Fraction(1, 3), group="g"),
        Step("b", Fraction(2, 3), group="g"),
        Step("c", D("0.1"), group="h"),
    ]
    picture = charts.waterfall(steps, D("1.1"), 2, WORDS)
    assert '<span class="c-label">g</span><b class="c-value">1.00</b>' in picture
    assert '<span class="c-label">h</span><b class="c-value">0.10</b>' in picture


def test_a_waterfall_is_as_long_as_its_highest_step():
    picture = charts.waterfall([Step("a", D(120)), Step("b", D(-20))], D(100), D(100), WORDS)
    assert places(picture, "c-earned") == [(0, 100)]
    assert places(picture, "c-total") == [(0, 83.33)]


def test_an_item_without_points_still_has_its_step():
    assert "c-none" in charts.waterfall([Step("nothing", D(0))], D(0), D(10), WORDS)


def test_a_radar_has_as_many_corners_as_axes_and_keeps_inside_its_rim():
    axes = [Axis(name, D(30), D(20), D(10)) for name in "abcde"]
    rings = re.findall(r'<polygon class="([\w-]+)" points="([^"]+)"', charts.radar(axes, "all above"))
    corners = {kind: points.split() for kind, points in rings}
    assert len(corners["c-own"]) == 5
    assert corners["c-own"] == corners["c-ring"]
    assert len(charts.radar(axes[:3], "three").split("<circle")) == 4


def test_a_radar_without_all_medians_draws_no_line_of_peers():
    axes = [Axis("a", 1, 2, 1), Axis("b", 1, 2), Axis("c", 1, 2, 1)]
    assert "c-peers" not in charts.radar(axes, "no line")


def test_a_unit_without_a_value_stands_in_the_ranking_without_a_dot():
    picture = charts.ranking(
        [Dot("new", None), Dot("old", D(95))], [Line(91, "passed")], 80, 100, "not graded"
    )
    assert "not graded" in picture
    assert picture.count('class="c-dot"') == 1
    assert 'cx="75.00%"' in picture
    assert 'x1="55.00%"' in picture


def test_a_restated_period_shows_both_values():
    picture = charts.trends([Series("a", [Moment("1", 80), Moment("2", 90, was=85)])], 75, 100, asked="2")
    assert 'class="c-dot-before" cx="100.00%" cy="60.00%"' in picture
    assert 'class="c-dot" cx="100.00%" cy="40.00%"' in picture
    assert 'class="c-asked" x1="100.00%"' in picture


def test_a_missing_period_keeps_its_place():
    picture = charts.trends([Series("a", [Moment("1", None), Moment("2", 80), Moment("3", 90)])], 0, 100)
    assert 'x1="50.00%" y1="20.00%" x2="100.00%" y2="10.00%"' in picture


def test_no_values_make_no_sparkline():
    assert charts.sparkline([], "nothing") == ""
    assert "<title>rising</title>" in charts.sparkline([1, 2, 3], "rising")


def test_what_is_above_a_cap_is_drawn_apart():
    assert places(charts.meter(D(30), D(20), "used"), "c-used") == [(0, 66.67)]
    assert "url(#hatch)" not in charts.meter(D(10), D(20), "used")


@pytest.mark.parametrize(
    "picture",
    [
        charts.radar([Axis("<b>", 1, 2)] * 3, "<b>", "<b>", "<b>", "<b>"),
        charts.bars([Axis("<b>", 1, 2, href='"<b>')], "<b>", "<b>"),
        charts.waterfall([Step("<b>", 1, note="<b>", group="<b>", href='"<b>')], 1, 2, WORDS),
        charts.ranking([Dot("<b>", 1, '"<b>', note="<b>")], [Line(1, "<b>")], 0, 2, "<b>"),
        charts.trends([Series("<b>", [Moment("<b>", 1)], '"<b>', "<b>")], 0, 2),
        charts.meter(1, 2, "<b>"),
    ],
)
def test_words_in_pictures_are_escaped(picture):
    own = re.sub(r"<b( class=[^>]*)?>[\d.]+</b>|<b class=\"c-label\">Total</b>", "", picture)
    assert "<b>" not in own
    assert "&lt;b&gt;" in own
