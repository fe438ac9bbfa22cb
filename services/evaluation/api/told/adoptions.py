"""Adoptions over HTTP: what media published and offices took up."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.chassis.running.parts import Parts
from services.chassis.web.fields import Id
from services.evaluation.api.telling import Body, Choice, Dated, Slug, Telling
from services.evaluation.domain.told import piece
from services.evaluation.domain.told.adoption import kind
from services.evaluation.domain.told.piece import FORMATS, KINDS
from services.evaluation.projections import told

MANY = 100  # authors


class AuthorBody(Schema):
    """An author of a branch; `order`: the place among all authors."""

    branch = Id(required=True)
    person = Id(load_default="")
    order = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MANY))


class AdoptionBody(Dated):
    """Which text appeared where. `authors_count`: all authors, also those of no branch."""

    piece = Id(load_default="")
    work = Id(load_default="")
    kind = Choice(KINDS, required=True)
    format = Choice(FORMATS, load_default="")
    outlet = Slug(required=True)
    level = Slug(load_default="")
    authors_count = fields.Integer(required=True, strict=True, validate=validate.Range(1, MANY))
    authors = fields.List(fields.Nested(AuthorBody), required=True, validate=validate.Length(1, MANY))


def same_work(body: Body, parts: Parts, old: Any) -> Body:
    """The text is the named piece's; one that nobody handed in is known by the adoption's own id."""
    return {**body, "work": body["work"] or _work(parts, body["piece"]) or body["adoption"]}


def _work(parts: Parts, name: str) -> str:
    with parts.store.reading() as db:
        row = told.one(db, piece.kind, name) if name else None
    return told.fact_in(piece.kind, row.body).work if row else ""


telling = Telling(
    kind, "adoptions", AdoptionBody, "Pieces adopted", places="authors/{}/branch", fill=same_work
)
