"""Editions of the assessment: list, texts, the one in force on a day; check a text and publish it."""

from datetime import date
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate

from services.chassis.commands import Execute, Outcome
from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Day, Id, Text
from services.chassis.web.http import command, new_id, versioned, writing
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.evaluation import checking, publishing
from services.evaluation.periods import Periods
from services.evaluation.projections.editions import Edition, published
from services.evaluation.publishing import MEDIA, Texts
from services.evaluation.questions import today

LONGEST = 400_000  # characters of a YAML text


class SchemeBody(Schema):
    """A scheme as YAML."""

    scheme = fields.String(required=True, validate=validate.Length(1, LONGEST))


class PublishBody(SchemeBody):
    """`replaces`: the edition that scores the same period until now, with the reason for it."""

    replaces = Id(load_default="")
    reason = Text(1000, load_default="")


class FaultItem(Schema):
    """A mistake: the line, the item it belongs to, and what to do."""

    line = fields.Integer(required=True)
    item = fields.String(required=True)
    message = fields.String(required=True)


class Checked(Schema):
    """Whether a scheme can be computed and published, what is wrong with it and what is doubtful."""

    scheme = fields.String(required=True)
    sound = fields.Boolean(required=True)
    publishable = fields.Boolean(required=True)
    open = fields.List(fields.String(), required=True)
    faults = fields.List(fields.Nested(FaultItem), required=True)
    warnings = fields.List(fields.Nested(FaultItem), required=True)


class EditionItem(Schema):
    """A published edition. `since`: the first day it scores; `known`: when the platform learnt of it."""

    edition = Id(required=True)
    version = fields.Integer(required=True)
    scheme_digest = fields.String(required=True)
    catalogue_digest = fields.String(required=True)
    in_force_from = Day(required=True)
    since = Day(required=True)
    period = fields.String(required=True)
    reason = fields.String(required=True)
    replaces = fields.String(required=True)
    replaced_by = fields.String(required=True)
    on = Day(required=True)
    known = Day(required=True)


class EditionList(Schema):
    """All editions, by period and in the order in which they replaced each other."""

    items = fields.List(fields.Nested(EditionItem), required=True)
    total = fields.Integer(required=True)


class InForceQuery(Schema):
    """Which edition scores the day `on` (today), as known at the end of `known_on` (now)."""

    on = Day(load_default=None)
    known_on = Day(load_default=None)


def check(scheme: str) -> list[dict[str, Any]]:
    """What stands in the way of publishing a scheme: mistakes, or settings that are not decided."""
    return checking.in_the_way(scheme)


def publish(parts: Parts, execute: Execute, body: dict[str, Any]) -> Outcome:
    """Check the text, keep it, publish it under a new id. Raises a problem that lists every mistake."""
    wrong = check(body["scheme"])
    if wrong:
        raise Problem("edition-unsound", errors=list(map(_error, wrong)), status=422,
                      title=gettext("The scheme does not pass the check."))  # fmt: skip
    name, texts = new_id("edition"), Texts(body["scheme"], publishing.catalogue_text())
    write, rest = writing(), {"replaces": body["replaces"], "reason": body["reason"]}
    on = write.at.astimezone(parts.zone).date()
    told = publishing.prepare(parts.store, texts, edition=name, on=on, by=g.principal.id, **rest)
    return execute(name, told, write)


def _error(wrong: dict[str, Any]) -> dict[str, str]:
    """A mistake as the error of the field `scheme`."""
    place = gettext("line %(line)s", line=wrong["line"]) + (f", {wrong['item']}" if wrong["item"] else "")
    return {"field": "scheme", "in": "json", "pointer": "#/scheme", "message": f"{place}: {wrong['message']}"}


def editions(parts: Parts, execute: Execute) -> Blueprint:
    """The resource /api/editions."""
    resource = Blueprint("editions", __name__, url_prefix="/api/editions", description="Editions")
    _acts(resource, parts, execute)
    _lists(resource, parts)
    _texts(resource, parts)
    return resource


def _acts(resource: Blueprint, parts: Parts, execute: Execute) -> None:
    @resource.post("/check")
    @requires("editions.publish")
    @resource.arguments(SchemeBody)
    @resource.response(200, Checked)
    def try_out(body: dict[str, Any]) -> dict[str, Any]:
        """Check a scheme without publishing it."""
        return checking.checked(body["scheme"])

    @resource.post("/")
    @requires("editions.publish")
    @resource.arguments(PublishBody)
    @command(creates=True)
    def put(body: dict[str, Any]) -> Outcome:
        """Publish an edition, in force from the day that its text names."""
        return publish(parts, execute, body)


def _lists(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/")
    @requires("editions.read")
    @resource.response(200, EditionList)
    def index() -> dict[str, Any]:
        """All published editions."""
        found = published(parts.store, parts.zone)
        return {"items": found, "total": len(found)}

    @resource.get("/in-force")
    @requires("editions.read")
    @resource.arguments(InForceQuery, location="query")
    @resource.response(200, EditionItem)
    def scoring(query: dict[str, Any]) -> Edition:
        """The edition that scores a day, as known on a day."""
        day, known = query["on"] or today(parts), query["known_on"] or date.max
        edition = Periods.of(parts).in_force(day, known)
        if edition is None:
            raise Problem("not-found", gettext("No edition was in force that day."))
        return edition

    @resource.get("/<edition>")
    @requires("editions.read")
    @resource.response(200, EditionItem)
    def one(edition: str) -> Any:
        """One edition."""
        found = edition_of(parts, edition)
        return versioned(vars(found), found.version)


def _texts(resource: Blueprint, parts: Parts) -> None:
    @resource.get("/<edition>/scheme")
    @requires("editions.read")
    @resource.response(200, {"type": "string"}, content_type=MEDIA)
    def scheme(edition: str) -> Response:
        """The scheme as it was published, byte for byte."""
        return text_of(parts, edition_of(parts, edition).scheme_digest)

    @resource.get("/<edition>/catalogue")
    @requires("editions.read")
    @resource.response(200, {"type": "string"}, content_type=MEDIA)
    def catalogue(edition: str) -> Response:
        """The catalogue of measures that it was published with."""
        return text_of(parts, edition_of(parts, edition).catalogue_digest)


def edition_of(parts: Parts, edition: str) -> Edition:
    """A published edition; raises a 404."""
    for each in published(parts.store, parts.zone):
        if each.edition == edition:
            return each
    raise Problem("not-found", gettext("There is no such edition."))


def text_of(parts: Parts, digest: str) -> Response:
    """A kept text; its digest is its ETag."""
    response = Response(publishing.attachments(parts.store).get(digest).content, content_type=MEDIA)
    response.set_etag(digest)
    return response
