"""Occasions over HTTP, with the results of branches and members."""

from marshmallow import Schema, fields, validate

from services.chassis.web.fields import Id, Text
from services.evaluation.api.telling import Choice, Dated, Slug, Telling, Value
from services.evaluation.domain.told.occasion import GRADES, STATES, kind


class ResultBody(Schema):
    """How a branch's team, or its member `person`, did; `quantity`: steps, a time, a score."""

    branch = Id(required=True)
    person = Id(load_default="")
    event = Text(100, load_default="")
    team = fields.Boolean(load_default=False)
    group = Text(100, load_default="")
    role = Slug(load_default="")
    state = Choice(STATES, load_default="present")
    place = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10_000)
    )
    quantity = Value(load_default=None, allow_none=True)
    grade = Choice(GRADES, load_default="")


class OccasionBody(Dated):
    """What was held, on which level, with which results."""

    kind = Slug(required=True)
    title = Text(200, required=True)
    level = Slug(load_default="")
    results = fields.List(fields.Nested(ResultBody), load_default=list, validate=validate.Length(max=2000))


telling = Telling(
    kind, "occasions", OccasionBody, "Contests, meetings and reviews", places="results/{}/branch"
)
