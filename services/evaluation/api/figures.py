"""Figures of other bodies: enter, correct, withdraw, list."""

from decimal import Decimal
from typing import Any

from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, ValidationError, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import ListQuery, command, listed, new_id, paging, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.evaluation.branches import must_be_known
from services.evaluation.domain.figure import PLACES, CorrectFigure, EnterFigure, WithdrawFigure
from services.evaluation.projections import figures as read_model

MEASURE = r"^[a-z][a-z0-9._-]{0,99}$"
MOST = Decimal("999999999")
STATES = ("entered", "corrected", "withdrawn")


class Value(fields.Decimal):
    """A number with at most four decimals; text in JSON. A rate is a part of one (0.93)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(as_string=True, metadata={"type": "string", "format": "decimal"}, **options)

    def _validated(self, value: Any) -> Decimal:
        number = Decimal(super()._validated(value))
        if abs(number) > MOST:
            raise ValidationError("Number too large.")
        if number != round(number, PLACES):
            raise ValidationError("At most four decimals are possible.")
        return Decimal(format(number, "f"))


class EnterFigureBody(Schema):
    """`on`: the day it speaks of; `filed_on`: the day it was handed in (today when not given)."""

    branch = Id(required=True)
    measure = fields.String(required=True, validate=validate.Regexp(MEASURE))
    on = Day(required=True)
    value = Value(required=True)
    source_body = Text(200, required=True)
    filed_on = Day(load_default=None, allow_none=True)


class CorrectFigureBody(EnterFigureBody):
    """The whole figure as it should have been entered, and why."""

    reason = Text(500, required=True)


class WithdrawFigureBody(Schema):
    """Why it should not have been entered."""

    reason = Text(500, required=True)


class FigureItem(EnterFigureBody):
    """A figure as it stands."""

    figure = Id(required=True)
    filed_on = Day(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.String(required=True)
    told_by = Id(required=True)


FigureList = listed(FigureItem)


class FigureFilter(ListQuery):
    """Filters of the list and of its page."""

    branch = Id(load_default="")
    measure = fields.String(load_default="", validate=validate.Regexp(rf"{MEASURE}|^$"))
    state = fields.String(load_default="", validate=validate.OneOf(STATES))


def enter_one(parts: Parts, execute: Execute, body: dict[str, Any]) -> Outcome:
    """Enter a figure under a new id."""
    must_be_known(parts, body["branch"])
    write, figure = writing(), new_id("figure")
    return execute(figure, EnterFigure(figure=figure, **_particulars(parts, write, body)), write)


def correct_one(parts: Parts, execute: Execute, figure: str, body: dict[str, Any]) -> Outcome:
    """Replace what was entered; the day it was handed in stays unless another is given."""
    row = found(parts, figure)
    must_be_known(parts, body["branch"])
    write, told = writing(), body | {"filed_on": body["filed_on"] or row.filed_on}
    return execute(figure, CorrectFigure(figure=figure, **_particulars(parts, write, told)), write)


def withdraw_one(parts: Parts, execute: Execute, figure: str, body: dict[str, Any]) -> Outcome:
    """Withdraw a figure."""
    found(parts, figure)
    return execute(figure, WithdrawFigure(reason=body["reason"], by=g.principal.id), writing())


def _particulars(parts: Parts, write: Any, body: dict[str, Any]) -> dict[str, Any]:
    today = write.at.astimezone(parts.zone).date()
    return body | {"filed_on": body["filed_on"] or today, "today": today, "by": g.principal.id}


def found(parts: Parts, figure: str) -> Any:
    """The row of a figure; raises a 404."""
    with parts.store.reading() as db:
        row = read_model.one(db, figure)
    if row is None:
        raise Problem("not-found", gettext("There is no such figure."))
    return row


def page_of(parts: Parts, query: dict[str, Any]) -> dict[str, Any]:
    """Figures, latest day first."""
    rows = read_model.rows(query["branch"], query["measure"], query["state"])
    with parts.store.reading() as db:
        return paging(db, rows, (read_model.c.on, read_model.c.figure), query, descending=True)


def figures(parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/figures."""
    resource = Blueprint(
        "figures", __name__, url_prefix="/api/figures", description="Figures of other bodies"
    )
    _acts(resource, parts, execute)
    _lists(resource, parts)
    return resource


def _acts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/")
    @requires("figures.enter")
    @resource.arguments(EnterFigureBody)
    @command(creates=True)
    def enter(body: dict[str, Any]) -> Outcome:
        """Enter a figure."""
        return enter_one(parts, execute, body)

    @resource.post("/<figure>/correct")
    @requires("figures.correct")
    @resource.arguments(CorrectFigureBody)
    @command()
    def correct(body: dict[str, Any], figure: str) -> Outcome:
        """Replace what was entered."""
        return correct_one(parts, execute, figure, body)

    @resource.post("/<figure>/withdraw")
    @requires("figures.withdraw")
    @resource.arguments(WithdrawFigureBody)
    @command()
    def withdraw(body: dict[str, Any], figure: str) -> Outcome:
        """Withdraw a figure."""
        return withdraw_one(parts, execute, figure, body)


def _lists(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("figures.read")
    @resource.arguments(FigureFilter, location="query")
    @resource.response(200, FigureList)
    def index(query: dict[str, Any]) -> dict[str, Any]:
        """Figures, latest day first."""
        return page_of(parts, query)

    @resource.get("/<figure>")
    @requires("figures.read")
    @resource.response(200, FigureItem)
    def one(figure: str) -> Any:
        """One figure, with its version as ETag."""
        row = found(parts, figure)
        return versioned(dict(row._mapping), row.version)
