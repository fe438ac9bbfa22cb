"""A figure of another body names its source, and is corrected or withdrawn whole."""

from datetime import date
from decimal import Decimal

from services.chassis.testing import refused, spec
from services.evaluation.domain.figure import (
    CorrectFigure,
    EnterFigure,
    Figure,
    FigureCorrected,
    FigureEntered,
    FigureWithdrawn,
    WithdrawFigure,
    decider,
)

given = spec(decider)
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def values(**changes):
    return {
        "figure": "figure-1",
        "branch": "branch-a",
        "measure": "satisfaction",
        "on": MAY,
        "value": Decimal("0.93"),
        "source_body": "校党委",
        "filed_on": MAY,
    } | changes


def enter(**changes):
    return EnterFigure(today=JUNE, by="member-1", **values(**changes))


def correct(reason="misread", **changes):
    return CorrectFigure(today=JUNE, by="member-1", reason=reason, **values(**changes))


entered = FigureEntered(**values())
withdraw = WithdrawFigure(reason="told twice", by="member-1")
withdrawn = FigureWithdrawn(old=Figure(**values()), reason="told twice")


def test_a_figure_is_entered_once():
    assert given().when(enter()) == [entered]
    assert given(entered).when(enter()) == []


def test_a_figure_needs_a_past_day_a_source_and_at_most_four_places():
    for code, change in (
        ("in-the-future", {"on": date(2025, 6, 2)}),
        ("source-missing", {"source_body": ""}),
        ("too-fine", {"value": Decimal("0.93333")}),
        ("too-fine", {"value": Decimal("NaN")}),
    ):
        with refused(code):
            given().when(enter(**change))


def test_a_correction_tells_the_old_and_the_new_figure_whole():
    new = {"branch": "branch-b", "value": Decimal("0.9")}
    assert given(entered).when(correct(**new)) == [
        FigureCorrected(old=Figure(**values()), new=Figure(**values(**new)), reason="misread")
    ]
    assert given(entered).when(correct()) == []


def test_another_figure_under_the_same_id_is_refused():
    with refused("figure-entered"):
        given(entered).when(enter(value=Decimal("0.5")))


def test_a_withdrawn_figure_is_gone():
    assert given(entered).when(withdraw) == [withdrawn]
    assert given(entered, withdrawn).when(withdraw) == []
    with refused("no-figure"):
        given(entered, withdrawn).when(correct(value=Decimal(1)))


def test_correcting_and_withdrawing_need_a_reason():
    with refused("reason-missing"):
        given(entered).when(correct(reason=" ", value=Decimal(1)))
    with refused("reason-missing"):
        given(entered).when(WithdrawFigure(reason="", by="member-1"))
