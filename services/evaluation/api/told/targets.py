"""Targets over HTTP: what branches are to reach."""

from services.chassis.web.fields import Id, Text
from services.evaluation.api.telling import Dated, Slug, Telling, Value
from services.evaluation.domain.told.target import kind


class TargetBody(Dated):
    """What (`key`) is to be reached, set by whom (`body`), from which day on."""

    branch = Id(required=True)
    key = Slug(required=True)
    value = Value(required=True)
    body = Text(200, required=True)


telling = Telling(kind, "targets", TargetBody, "Targets of branches")
