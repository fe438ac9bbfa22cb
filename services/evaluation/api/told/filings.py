"""Filings over HTTP: a branch hands in what a call asks for."""

from typing import Any

from marshmallow import Schema

from services.chassis.running.parts import Parts
from services.chassis.web.fields import Day, Id
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem, fault
from services.evaluation.api.telling import Body, Choice, Filed, Slug, Telling
from services.evaluation.domain.told import call
from services.evaluation.domain.told.call import IMPORTANCE
from services.evaluation.domain.told.filing import kind
from services.evaluation.projections import told


class FilingBody(Filed):
    """Which call is answered; what is asked, its weight and its day stand in the call."""

    call = Id(required=True)
    branch = Id(required=True)
    channel = Slug(load_default="")


class AsCalled(Schema):
    """What the call says."""

    kind = Slug(required=True)
    due_on = Day(required=True)
    importance = Choice(IMPORTANCE, required=True)


def as_called(body: Body, parts: Parts, old: Any) -> Body:
    """What the call says is repeated; the filing happened on the day it was handed in."""
    with parts.store.reading() as db:
        row = told.one(db, call.kind, body["call"])
    if row is None:
        raise Problem("invalid", errors=[fault("call", gettext("There is no such call."))])
    asked = told.fact_in(call.kind, row.body)
    said = {name: getattr(asked, name) for name in ("kind", "due_on", "importance")}
    return {**body, **said, "on": body["filed_on"]}


telling = Telling(kind, "filings", FilingBody, "What branches handed in", filled=AsCalled, fill=as_called)
