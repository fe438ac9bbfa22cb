"""Awards over HTTP: titles, prizes and ratings."""

from marshmallow import fields

from services.chassis.web.fields import Day, Id, Text
from services.evaluation.api.telling import Choice, Dated, Slug, Telling
from services.evaluation.domain.told.award import KINDS, kind


class AwardBody(Dated):
    """Who gave (`body`) a branch, its team or its member what; `until`: the last day it is held."""

    branch = Id(required=True)
    kind = Choice(KINDS, required=True)
    name = Slug(required=True)
    level = Slug(load_default="")
    grade = Slug(load_default="")
    team = fields.Boolean(load_default=False)
    person = Id(load_default="")
    subject = Text(200, load_default="")
    body = Text(200, required=True)
    period = Text(100, load_default="")
    until = Day(load_default=None, allow_none=True)


telling = Telling(kind, "awards", AwardBody, "Titles, prizes and ratings given")
