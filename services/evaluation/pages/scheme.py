"""The assessment sheet in words and with its sources; its editions; a new one checked and published."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.chassis.commands import Execute
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.problems import Problem
from services.evaluation import publishing, words
from services.evaluation.domain.frame import Scheme
from services.evaluation.pages import edition_form, frame_words
from services.evaluation.pages.quantity_words import Sheet
from services.evaluation.pages.sections import sections
from services.evaluation.periods import Periods
from services.evaluation.projections.editions import Edition, published
from services.evaluation.questions import today


def scheme_pages(parts: Parts, execute: Execute) -> Blueprint:
    """`/scheme`, its texts, and the form for a new edition."""
    pages = Blueprint("scheme", __name__, template_folder="templates")

    @pages.get("/scheme")
    @requires("editions.read")
    def index() -> str:
        found = published(parts.store, parts.zone)
        chosen = _chosen(parts, found)
        context = told(_scheme(parts, chosen)) if chosen else {}
        may = bool(reach("editions.publish"))
        return render_template(
            "evaluation/scheme.html", editions=found[::-1], edition=chosen, may=may, words=words, **context
        )

    @pages.get("/scheme/<edition>.yaml")
    @requires("editions.read")
    def text(edition: str) -> Response:
        one = _one(published(parts.store, parts.zone), edition)
        texts = publishing.texts_of(parts.store, one.scheme_digest, one.catalogue_digest)
        return Response(texts.scheme, content_type="text/yaml; charset=utf-8")

    @pages.route("/scheme/new", methods=["GET", "POST"])
    @requires("editions.publish")
    def new() -> Answer:
        return edition_form.page(parts, execute, url_for("scheme.index", done="published"))

    return pages


def _one(found: Sequence[Edition], edition: str) -> Edition:
    one = next((each for each in found if each.edition == edition), None)
    if one is None:
        raise Problem("not-found")
    return one


def _chosen(parts: Parts, found: Sequence[Edition]) -> Edition | None:
    """The edition asked for, or the one in force today."""
    asked = request.args.get("edition", "")
    return _one(found, asked) if asked else Periods(parts.store, found).in_force(today(parts))


def _scheme(parts: Parts, of: Edition) -> Scheme:
    return publishing.scheme_of(publishing.texts_of(parts.store, of.scheme_digest, of.catalogue_digest))


def told(scheme: Scheme) -> dict[str, Any]:
    """Everything that a scheme says, in words."""
    sheet = Sheet(scheme, publishing.catalogue_of(publishing.catalogue_text()))
    return {
        "scheme": scheme,
        "sections": list(sections(scheme.root, sheet)),
        "settings": frame_words.settings(sheet),
        "assumptions": [words.titled(each) for each in scheme.assumptions],
        "kinds": words.listed([words.titled(each) for each in scheme.kinds.values()]),
        "gates": [frame_words.gate(each, sheet) for each in scheme.gates],
        "ladders": frame_words.ladders(sheet),
        "awards": [frame_words.award(each, sheet) for each in scheme.awards],
        "allowances": [
            (frame_words.allowance(each), list(sections(each.node, sheet))) for each in scheme.allowances
        ],
        "items": sum(1 for node in scheme.root.walk() if node.item),
    }
