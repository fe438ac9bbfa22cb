"""What is sent about a visit, and what is shown of one."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.chassis.web.fields import Day, Id, Money, Text
from services.chassis.web.http import ListQuery, listed
from services.welfare.domain.standard import OCCASIONS, RELATIONS
from services.welfare.projections.standards import yuan
from services.welfare.projections.visits import PLAIN, STATES

NOTE = 4_000  # characters; longer texts are attachments


class Particulars(Schema):
    """A visit as a person enters it; `filed_on` is the day it was handed in, today when left out."""

    branch = Id(required=True)
    occasion = fields.String(required=True, validate=validate.OneOf(OCCASIONS))
    relation = fields.String(load_default="self", validate=validate.OneOf(RELATIONS))
    on = Day(required=True)
    filed_on = Day(load_default=None, allow_none=True)
    amount = Money(required=True)
    in_kind = fields.Boolean(load_default=False)


class LogVisitBody(Particulars):
    """A visit; the note is sealed under the person's key and read by right and purpose only."""

    member = Id(required=True)
    note = Text(NOTE, load_default="")


class CorrectVisitBody(Particulars):
    """What the visit was in truth; it replaces everything told before."""

    reason = Text(500, required=True)


class VoidVisitBody(Schema):
    """Why the visit should not have been told."""

    reason = Text(500, required=True)


class VisitItem(Particulars):
    """A visit that was told."""

    visit = Id(required=True)
    member = Id(required=True)
    filed_on = Day(required=True)
    standard = Id(required=True)
    flags = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(["told", "corrected", "voided"]))
    told_by = Id(required=True)
    noted = fields.Boolean(required=True, metadata={"description": "Whether there is a sealed note."})


VisitList = listed(VisitItem)


class FilterFields(Schema):
    """Filters of the list, of its export and of its page."""

    branch = Id(load_default="")
    member = Id(load_default="")
    occasion = fields.String(load_default="", validate=validate.OneOf(OCCASIONS))
    relation = fields.String(load_default="", validate=validate.OneOf(RELATIONS))
    state = fields.String(load_default="", validate=validate.OneOf(list(STATES)))
    since = Day(load_default=None)
    until = Day(load_default=None)
    flagged = fields.Boolean(load_default=None)


class VisitFilter(ListQuery, FilterFields):
    """The same, with pages."""


class NotePurpose(Schema):
    """Why a sealed note is opened; kept with the opening."""

    purpose = Text(300, required=True)


class NoteItem(Schema):
    """What was said at a visit."""

    visit = Id(required=True)
    note = fields.String(required=True)


def shown(row: Any) -> dict[str, Any]:
    """A row (or its mapping) as the API shows it."""
    values = dict(row) if isinstance(row, dict) else dict(row._mapping)
    kept = {name: values[name] for name in (*PLAIN, "visit", "state", "told_by", "noted")}
    return kept | {"amount": yuan(values["fen"]), "flags": values["flags"].split()}
