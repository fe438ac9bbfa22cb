"""Ballots over HTTP: how many votes each branch got."""

from marshmallow import Schema, fields, validate

from services.chassis.web.fields import Id
from services.evaluation.api.telling import Dated, Slug, Telling
from services.evaluation.domain.told.ballot import kind

ALL = validate.Range(0, 1_000_000)


class VotesBody(Schema):
    """The votes of one branch."""

    branch = Id(required=True)
    votes = fields.Integer(required=True, strict=True, validate=ALL)


class BallotBody(Dated):
    """Totals only: how many could vote, did, validly, and for whom."""

    topic = Slug(required=True)
    eligible = fields.Integer(required=True, strict=True, validate=ALL)
    cast = fields.Integer(required=True, strict=True, validate=ALL)
    valid = fields.Integer(required=True, strict=True, validate=ALL)
    options = fields.List(fields.Nested(VotesBody), required=True, validate=validate.Length(1, 1000))


telling = Telling(kind, "ballots", BallotBody, "Totals of ballots", places="options/{}/branch")
