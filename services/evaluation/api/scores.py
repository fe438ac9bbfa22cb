"""Scores of all branches, why one has its score, and how it went: for any day, under either clock."""

from typing import Any

from flask import jsonify
from flask.wrappers import Response
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.running.parts import Parts
from services.chassis.web.auth import reach, requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.evaluation.queries import explanation_of, scores_of
from services.evaluation.questions import TRAILING, NoAnswer
from services.evaluation.trends import trend_of

TITLE = {"keys": fields.String(), "values": fields.String()}  # by language


class ScoreQuery(Schema):
    """`period`: the id of one (2025, 2024-2025, 2025-Q2 and so on, as the scheme in force writes it).

    Without it: the 365 days that end with `as_of` (today). `known_on`: as known at the end of that day;
    without it, now.
    """

    period = Text(100, load_default=TRAILING)
    as_of = Day(load_default=None)
    known_on = Day(load_default=None)


class ExplanationQuery(ScoreQuery):
    """`item`: facts only behind this node of the sheet (empty: no facts); without it, all."""

    item = Text(100, load_default=None)


class TrendQuery(Schema):
    """`period`: as it grew, month by month; without it the trailing year at the end of each month.

    `months`: only the last so many; by default twelve, and all of a period.
    """

    branch = Text(200, required=True)
    months = fields.Integer(load_default=None, validate=validate.Range(1, 24))
    period = Text(100, load_default=TRAILING)


class Section(Schema):
    """A home, or base, bonus and penalty. Numbers are exact texts; `most` null: open-ended."""

    id = fields.String(required=True)
    role = fields.String(required=True)
    title = fields.Dict(required=True, **TITLE)
    points = fields.String(required=True)
    most = fields.String(required=True, allow_none=True)
    lost = fields.String(required=True)
    open = fields.String(required=True)


class Score(Schema):
    """A branch's score; `change`: since a month before; `known_now`: beside an earlier clock.

    `rank` and `of` are null for a branch that has no place; `why_no_place` says why.
    """

    unit = Id(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    rank = fields.Integer(required=True, allow_none=True)
    of = fields.Integer(required=True, allow_none=True)
    why_no_place = fields.String(required=True)
    total = fields.String(required=True)
    most = fields.String(required=True, allow_none=True)
    lost = fields.String(required=True)
    open = fields.String(required=True)
    change = fields.String(required=True, allow_none=True)
    known_now = fields.String()
    grade = fields.Dict(required=True, allow_none=True)
    reached = fields.Dict(required=True, allow_none=True)
    why_no_grade = fields.String(required=True)
    barred = fields.List(fields.Dict(), required=True)
    homes = fields.List(fields.Nested(Section), required=True)
    sections = fields.List(fields.Nested(Section), required=True)


class ScoreList(Schema):
    """All branches, by kind and best first; `complete`: up to which position of each source."""

    window = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from")
    to = fields.String(required=True)
    as_of = fields.String(required=True)
    known_on = fields.String(required=True, allow_none=True)
    edition = fields.Dict(required=True)
    kinds = fields.Dict(required=True, keys=fields.String(), values=fields.Dict())
    complete = fields.Dict(required=True, keys=fields.String(), values=fields.Integer())
    head = fields.Dict(required=True, keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(Score), required=True)


class Point(Schema):
    """A total at the end of a day, by the edition in force then."""

    day = fields.String(required=True)
    total = fields.String(required=True)
    edition = Id(required=True)


class Trend(Schema):
    """A branch's totals, oldest first."""

    branch = Id(required=True)
    points = fields.List(fields.Nested(Point), required=True)
    complete = fields.Dict(required=True, keys=fields.String(), values=fields.Integer())


def scores(parts: Parts) -> Blueprint:
    """The resources /api/scores and /api/trend."""
    resource = Blueprint("scores", __name__, url_prefix="/api", description="Scores and their reasons")

    @resource.get("/scores/")
    @requires("scores.read")
    @resource.arguments(ScoreQuery, location="query")
    @resource.response(200, ScoreList)
    def index(query: dict[str, Any]) -> dict[str, Any]:
        """The scores of all branches."""
        return scores_of(parts, **query)

    @resource.get("/scores/<branch>")
    @requires("scores.read")
    @resource.arguments(ExplanationQuery, location="query")
    @resource.response(200, {"type": "object"})
    def one(query: dict[str, Any], branch: str) -> Response:
        """Why a branch (an id or a name) has its score, down to event ids."""
        return jsonify(explained(parts, branch, **query))

    @resource.get("/trend/")
    @requires("scores.read")
    @resource.arguments(TrendQuery, location="query")
    @resource.response(200, Trend)
    def trend(query: dict[str, Any]) -> dict[str, Any]:
        """A branch's totals at the ends of months, of a period or of the last twelve."""
        return found(lambda: trend_of(parts, **query))

    return resource


def explained(parts: Parts, branch: str, **query: Any) -> dict[str, Any]:
    """The explanation with the persons behind the facts, if the reader may know them. 404: no such branch."""
    answer = found(lambda: explanation_of(parts, branch, persons=True, **query))
    if reach("facts.read").covers(unit=answer["branch"]):
        return answer
    return found(lambda: explanation_of(parts, branch, persons=False, **query))


def found(answer: Any) -> dict[str, Any]:
    """What is answered; a branch that nobody knows is a 404."""
    try:
        return dict(answer())
    except NoAnswer as problem:
        if problem.code == "no-such-branch":
            raise Problem("not-found", gettext(problem.text, **problem.facts)) from problem
        raise
