"""Marks over HTTP: committees, peers, judges and departments mark branches."""

from typing import Any

from flask import g

from services.chassis.running.parts import Parts
from services.chassis.web.fields import Id, Text
from services.evaluation.api.telling import Body, Choice, Dated, Slug, Telling, Value
from services.evaluation.domain.told.mark import ROLES, kind


class MarkBody(Dated):
    """A mark for an item of the period's sheet; `rater`: a pseudonymous id, the sender's when not given."""

    branch = Id(required=True)
    period = Text(100, required=True)
    item = Id(required=True)
    role = Choice(ROLES, required=True)
    rater = Id(load_default="")
    occasion = Id(load_default="")
    value = Value(required=True)
    level = Slug(load_default="")
    grounds = Text(2000, load_default="")


def by_me(body: Body, parts: Parts, old: Any) -> Body:
    """Who names no rater marks as oneself, or leaves the rater as it was."""
    return {**body, "rater": body["rater"] or (old.rater if old else g.principal.id)}


telling = Telling(kind, "marks", MarkBody, "Marks given to branches", fill=by_me)
