"""Waivers over HTTP: items that are not asked of a branch."""

from marshmallow import fields, validate

from services.chassis.web.fields import Day, Id, Text
from services.evaluation.api.telling import Choice, Dated, Telling
from services.evaluation.domain.told.waiver import KINDS, kind

ITEM = r"^(\*|[A-Za-z0-9._:-]{1,200})$"


class WaiverBody(Dated):
    """Which item (`*`: all) is not asked of a branch, on what grounds, by whom, until when."""

    branch = Id(required=True)
    item = fields.String(required=True, validate=validate.Regexp(ITEM))
    kind = Choice(KINDS, required=True)
    grounds = Text(2000, required=True)
    body = Text(200, required=True)
    until = Day(load_default=None, allow_none=True)


telling = Telling(kind, "waivers", WaiverBody, "What branches are let off")
