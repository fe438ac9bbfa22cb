"""The assessment sheet in words and with its sources; its editions; a new one checked and published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.chassis.commands import Execute
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer, reach, requires
from services.chassis.web.language import gettext as _
from services.chassis.web.problems import Problem
from services.evaluation import publishing, words
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.scheme import Gate, Node
from services.evaluation.pages import edition_form, rule_words
from services.evaluation.pages.why import GROUPS, anchor
from services.evaluation.projections.editions import Edition, in_force, published
from services.evaluation.questions import today


@dataclass(frozen=True)
class Line:
    """An item of the sheet as it is read."""

    anchor: str
    title: str
    points: str
    rule: str
    counted: str
    divided: str
    variants: Sequence[tuple[str, str]]
    meant_for: str
    cited: Sequence[tuple[str, str]]


def scheme_pages(parts: Parts, execute: Execute) -> Blueprint:
    """`/scheme`, its texts, and the form for a new edition."""
    pages = Blueprint("scheme", __name__, template_folder="templates")

    @pages.get("/scheme")
    @requires("editions.read")
    def index() -> str:
        found = published(parts.store, parts.zone)
        chosen = _chosen(parts, found)
        told = _told(_scheme(parts, chosen)) if chosen else {}
        may = bool(reach("editions.publish"))
        return render_template(
            "evaluation/scheme.html", editions=found[::-1], edition=chosen, may=may, words=words, **told
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
    return _one(found, asked) if asked else in_force(found, today(parts))


def _scheme(parts: Parts, of: Edition) -> Scheme:
    return publishing.scheme_of(publishing.texts_of(parts.store, of.scheme_digest, of.catalogue_digest))


def _told(scheme: Scheme) -> dict[str, Any]:
    catalogue = publishing.catalogue_of(publishing.catalogue_text())
    return {
        "scheme": scheme,
        "sections": list(_sections(scheme.root, scheme, catalogue)),
        "gates": [_gate(each, scheme, catalogue) for each in scheme.gates],
        "ladders": _ladders(scheme),
        "items": sum(1 for node in scheme.root.walk() if node.item),
    }


def _sections(node: Node, scheme: Scheme, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Homes, bonus and penalties in the order of the sheet."""
    if node.role in GROUPS:
        lines = [_line(each, scheme, catalogue) for each in node.walk() if each.item]
        most = rule_words.figure(node.cap) if node.cap is not None else ""
        yield {"id": node.id, "title": words.titled(node.title), "most": most, "lines": lines}
        return
    for child in node.children:
        yield from _sections(child, scheme, catalogue)


def _line(node: Node, scheme: Scheme, catalogue: Catalogue) -> Line:
    item = node.item
    assert item is not None  # asked for items only
    return Line(
        anchor=anchor(node.id),
        title=words.titled(node.title),
        points=_("open") if item.points is None else rule_words.figure(item.points),
        rule=rule_words.rule(item),
        counted=rule_words.quantity(item.of, catalogue),
        divided=rule_words.over(item, catalogue),
        variants=rule_words.variants(item, scheme.kinds),
        meant_for=rule_words.meant_for(node, scheme.kinds, catalogue),
        cited=[(rule_words.cited(each), each.clause) for each in node.cite],
    )


def _gate(of: Gate, scheme: Scheme, catalogue: Catalogue) -> dict[str, Any]:
    grades = {g.id: words.titled(g.title) for ladder in scheme.ladders for g in ladder.grades}
    barred = set(of.bars) >= set(grades)
    return {
        "title": words.titled(of.title),
        "counted": rule_words.quantity(of.test.of, catalogue) if of.test.of else "",
        "limit": rule_words.limit(of.test),
        "bars": _("every grade") if barred else _barred(of, grades),
        "cited": [(rule_words.cited(each), each.clause) for each in of.cite],
    }  # fmt: skip


def _barred(of: Gate, grades: Mapping[str, str]) -> str:
    return words.listed([grades[each] for each in sorted(of.bars) if each in grades])


def _ladders(scheme: Scheme) -> list[dict[str, Any]]:
    return [
        {
            "kinds": words.listed(
                [words.titled(t) for kind, t in scheme.kinds.items() if kind in each.kinds]
            ),
            "grades": [(words.titled(g.title), rule_words.figure(g.at)) for g in each.grades],
            "cited": [(rule_words.cited(c), c.clause) for c in each.cite],
        }
        for each in scheme.ladders
    ]
