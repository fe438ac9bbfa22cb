"""Pieces over HTTP: a branch hands in news, papers, suggestions."""

from typing import Any

from services.chassis.running.parts import Parts
from services.chassis.web.fields import Id
from services.evaluation.api.telling import Body, Choice, Dated, Slug, Telling
from services.evaluation.domain.told.piece import FORMATS, KINDS, kind


class PieceBody(Dated):
    """`work`: the text's own id, where it was handed in before; `channel`: the way it came."""

    branch = Id(required=True)
    work = Id(load_default="")
    kind = Choice(KINDS, required=True)
    format = Choice(FORMATS, load_default="")
    channel = Slug(load_default="")
    person = Id(load_default="")


def own_work(body: Body, parts: Parts, old: Any) -> Body:
    """A text that was not handed in before is known by the piece's own id."""
    return {**body, "work": body["work"] or (old.work if old else body["piece"])}


telling = Telling(kind, "pieces", PieceBody, "News, papers and suggestions handed in", fill=own_work)
