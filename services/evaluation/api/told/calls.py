"""Calls over HTTP: the office asks branches to hand something in."""

from marshmallow import fields, validate

from services.chassis.web.fields import Day, Id, Text
from services.evaluation.api.telling import Choice, Dated, Slug, Telling
from services.evaluation.domain.told.call import IMPORTANCE, kind


class CallBody(Dated):
    """Which branches (`units`) are asked for what, by which day."""

    kind = Slug(required=True)
    title = Text(200, required=True)
    units = fields.List(Id(), required=True, validate=validate.Length(1, 1000))
    due_on = Day(required=True)
    importance = Choice(IMPORTANCE, load_default="ordinary")


telling = Telling(kind, "calls", CallBody, "What branches are asked to hand in", places="units/{}")
