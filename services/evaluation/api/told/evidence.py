"""Evidence over HTTP: verified statements, and the files they rest on."""

from base64 import b64decode
from binascii import Error
from typing import Any

from flask import Response, g
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema, ValidationError, fields, validate

from services.chassis.running.parts import Parts
from services.chassis.web.auth import requires
from services.chassis.web.fields import Id, Text
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem
from services.evaluation import publishing
from services.evaluation.api.telling import Body, Dated, Slug, Telling, Value
from services.evaluation.domain.told.evidence import kind

DIGEST, MEDIA = r"^[0-9a-f]{64}$", r"^[a-z]+/[a-z0-9.+-]{1,100}$"
BYTES = {"type": "string", "format": "binary"}
LARGEST = 5_000_000  # bytes of a file


class PaperBody(Schema):
    """A file that was sent before, as `POST /api/evidence/files` answered it."""

    digest = fields.String(required=True, validate=validate.Regexp(DIGEST))
    size = fields.Integer(required=True, strict=True, validate=validate.Range(0, LARGEST))
    media_type = fields.String(required=True, validate=validate.Regexp(MEDIA))


class EvidenceBody(Dated):
    """Which statement about a branch was verified; `about`: a sub-unit or subject; `value`: how much."""

    branch = Id(required=True)
    kind = Slug(required=True)
    topic = Slug(load_default="")
    role = Slug(load_default="")
    grade = Slug(load_default="")
    about = Id(load_default="")
    statement = Text(2000, required=True)
    value = Value(load_default="1")
    attachments = fields.List(fields.Nested(PaperBody), load_default=list, validate=validate.Length(max=50))
    verified_by = Id(load_default="")


class Base64(fields.String):
    """Bytes, written in base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bytes:
        try:
            content = b64decode(super()._deserialize(value, attr, data, **more), validate=True)
        except (Error, ValueError):
            raise ValidationError("Invalid value.") from None
        if len(content) > LARGEST:
            raise ValidationError("This is too large.")
        return content


class FileBody(Schema):
    """A file to be kept: its type, and its bytes in base64."""

    media_type = fields.String(required=True, validate=validate.Regexp(MEDIA))
    content = Base64(required=True)


def by_me(body: Body, parts: Parts, old: Any) -> Body:
    """Who does not say who verified it did so, or leaves it as it was."""
    return {**body, "verified_by": body["verified_by"] or (old.verified_by if old else g.principal.id)}


telling = Telling(kind, "evidence", EvidenceBody, "Statements about branches, verified", fill=by_me)


def files(resource: Blueprint, parts: Parts) -> None:
    """`POST /files` keeps a file, `GET /<name>/files/<digest>` gives one of a fact's files back."""

    @resource.post("/files")
    @requires("evidence.tell")
    @resource.arguments(FileBody)
    @resource.response(200, PaperBody)
    def keep(body: Body) -> Body:
        """Keep a file; the same bytes again are the same file."""
        digest = publishing.attachments(parts.store).put(body["content"], body["media_type"])
        return {"digest": digest, "size": len(body["content"]), "media_type": body["media_type"]}

    @resource.get("/<name>/files/<digest>")
    @requires("evidence.read")
    @resource.response(200, BYTES, content_type="application/octet-stream")
    def file(name: str, digest: str) -> Response:
        """A file that the evidence rests on, to be saved."""
        fact = telling.fact(telling.found(parts, name))
        if digest not in {paper.digest for paper in fact.attachments}:
            raise Problem("not-found", gettext("The evidence has no such file."))
        kept = publishing.attachments(parts.store).get(digest)
        response = Response(kept.content, content_type=kept.media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{digest[:12]}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
