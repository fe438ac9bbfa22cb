"""Surveys over HTTP: totals of what members answered."""

from marshmallow import Schema, fields, validate

from services.chassis.web.fields import Day, Id
from services.evaluation.api.telling import Dated, Slug, Telling
from services.evaluation.domain.told.survey import kind

ALL = validate.Range(0, 1_000_000)


class AnswersBody(Schema):
    """How many chose an option."""

    option = Slug(required=True)
    count = fields.Integer(required=True, strict=True, validate=ALL)


class SurveyBody(Dated):
    """Totals only, closed on the day `on`; a void survey counts for nothing."""

    branch = Id(required=True)
    topic = Slug(required=True)
    asked = fields.Integer(required=True, strict=True, validate=ALL)
    answered = fields.Integer(required=True, strict=True, validate=ALL)
    answers = fields.List(fields.Nested(AnswersBody), load_default=list, validate=validate.Length(max=100))
    void = fields.Boolean(load_default=False)
    opened_on = Day(required=True)


telling = Telling(kind, "surveys", SurveyBody, "Totals of surveys")
