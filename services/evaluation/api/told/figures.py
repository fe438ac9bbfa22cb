"""Figures over HTTP: what other bodies counted about branches."""

from services.chassis.web.fields import Id, Text
from services.evaluation.api.telling import Dated, Slug, Telling, Value
from services.evaluation.domain.told.figure import PLACES, kind


class FigureBody(Dated):
    """`on`: the day it speaks of. A rate is a part of one (0.93)."""

    branch = Id(required=True)
    measure = Slug(required=True)
    value = Value(PLACES, required=True)
    source_body = Text(200, required=True)


telling = Telling(kind, "figures", FigureBody, "Figures of other bodies")
