"""Who was shown restricted entries of the log, which, when and for what purpose."""

# mypy: disable-error-code="untyped-decorator"
# flask-smorest has no types.

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate
from sqlalchemy import insert, select

from services.chassis import entry
from services.chassis.event_store import Stored
from services.chassis.running.parts import Parts
from services.chassis.stores.log_tables import disclosure
from services.chassis.transactions import at_once, writing
from services.chassis.web.auth import requires
from services.chassis.web.tokens import Principal


class Disclosure(Schema):
    """A page of the log that showed `count` restricted entries, between two positions."""

    disclosure = fields.Integer(required=True)
    reader = fields.String(required=True)
    purpose = fields.String(required=True)
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    count = fields.Integer(required=True)
    at = fields.String(required=True)


class DisclosureQuery(Schema):
    """Which disclosures: those after one, oldest first."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000))


def keep(parts: Parts, shown: Sequence[Stored]) -> None:
    """Keep who is about to see restricted entries; the platform's own services are not counted as readers."""
    reader: Principal = g.principal
    rows = [] if "service" in reader.roles else [row for row in shown if restricted(row)]
    if rows:
        said = {
            "reader": reader.id,
            "purpose": reader.purpose or ", ".join(sorted(reader.roles)),
            "first": rows[0].position,
            "last": rows[-1].position,
            "count": len(rows),
            "at": entry.recorded_text(parts.clock()),
        }
        with writing(parts.store.engine) as db:
            db.execute(insert(disclosure).values(said))


def restricted(row: Stored) -> bool:
    return entry.read(row.entry).dataclassification == "restricted"


def disclosed(parts: Parts) -> Any:
    """`GET /api/disclosures`: who was shown restricted entries, for those who audit it."""
    resource = Blueprint("disclosures", __name__, description="Who was shown restricted entries")
    schema = Schema.from_dict({"items": fields.List(fields.Nested(Disclosure))}, name="Disclosures")

    @resource.get("/api/disclosures")
    @requires("disclosures.read")
    @resource.arguments(DisclosureQuery, location="query")
    @resource.response(200, schema)
    def index(query: Mapping[str, Any]) -> dict[str, Any]:
        later = select(disclosure).where(disclosure.c.disclosure > query["after"])
        with at_once(parts.store.engine) as db:
            found = db.execute(later.order_by(disclosure.c.disclosure).limit(query["limit"])).mappings()
            return {"items": [dict(each) for each in found]}

    return resource
