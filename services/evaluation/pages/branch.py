"""One branch: its total and grade, its five homes beside its peers, and why, down to the facts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask import Blueprint, render_template, request

from services.chassis.running.parts import Parts
from services.chassis.web import charts
from services.chassis.web.auth import reach, requires
from services.chassis.web.language import gettext as _
from services.chassis.web.problems import Problem
from services.chassis.web.written import money, points
from services.evaluation import publishing, queries, words
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.frame import Scheme
from services.evaluation.pages import evidence, frame_words, rating, rule_words, standing, trend, why
from services.evaluation.pages.asked import Asked, asked, because
from services.evaluation.pages.evidence import FEW, PAGE, Clerk, Slice
from services.evaluation.pages.numbers import figure
from services.evaluation.pages.quantity_words import Sheet, condition
from services.evaluation.pages.standing import Standing
from services.evaluation.projections import incidents
from services.evaluation.questions import NoAnswer, ask
from services.evaluation.ranking import with_roles

Plain = Mapping[str, Any]
Key = tuple[str, str, str]  # item, of or over, facts or not_counted


def branch_pages(parts: Parts) -> Blueprint:
    """`/branches/<branch>`."""
    pages = Blueprint("branch", __name__, template_folder="templates")

    @pages.get("/branches/<branch>")
    @requires("scores.read")
    def one(branch: str) -> str:
        question = asked(parts)
        try:
            context = _context(parts, branch, question)
        except NoAnswer as none:
            if none.code == "no-such-branch":
                raise Problem("not-found") from none
            return render_template("evaluation/no_answer.html", asked=question, why=because(none))
        return render_template("evaluation/branch.html", asked=question, **context)

    return pages


def _context(parts: Parts, branch: str, question: Asked) -> dict[str, Any]:
    scheme = ask(parts, **question.query).scheme
    known = reach("facts.read").covers(branch)
    told = queries.explanation_of(parts, branch, **question.query, persons=known)
    peers = queries.scores_of(parts, **question.query)
    found = [each for each in standing.standings(peers, scheme) if each.kind == told["kind"]]
    mine = next((each for each in found if each.unit == told["branch"]), None)
    catalogue = publishing.catalogue_of(publishing.catalogue_text())
    sheet = Sheet(scheme, catalogue)
    items, rated = why.items(told["score"], sheet), list(rating.sections(told["score"]))
    return {
        "told": told,
        "mine": mine,
        "chip": mine.chip if mine else standing.chip(told, scheme),
        "kind": words.titled(scheme.kinds.get(told["kind"], {"en": told["kind"]})),
        "most": _most(told),
        "by_kind": scheme.settings.categories == "kind",
        "bars": [_bar(parts, bar, sheet) for bar in told["bars"]],
        "beside": _beside(told, scheme),
        "steps": why.steps(told["score"], sheet),
        "rated": rated,
        "groups": _grouped(items),
        "total": Fraction(told["total"]),
        "trend": trend.months(parts, [told["branch"]], question.period).get(told["branch"], ()),
        "persons": known,
        "words": words,
        **_homes(told, found),
        **_facts(parts, told, [*items, *rated], catalogue),
    }


def _most(told: Plain) -> Fraction:
    """Of how many: the whole sheet's points, or the base's where a bonus has no cap."""
    base = next(with_roles(dict(told["score"]), ("base",)), told["score"])
    return Fraction(told["score"]["most"] or base["most"] or told["total"])


def _grouped(items: Sequence[why.Item]) -> list[tuple[str, list[why.Item]]]:
    found: dict[str, list[why.Item]] = {}
    for each in items:
        found.setdefault(each.group, []).append(each)
    return list(found.items())


# --- the five homes


def _homes(told: Plain, peers: Sequence[Standing]) -> dict[str, Any]:
    middle = standing.medians(peers)
    homes = list(with_roles(dict(told["score"]), ("home",)))
    axes = [
        charts.Axis(words.titled(home["title"]), Fraction(home["points"]), Fraction(home["most"] or 1),
                    middle.get(home["id"]), f"#group-{place}")
        for place, home in enumerate(homes, start=1)
    ]  # fmt: skip
    return {"axes": axes, "homes_finding": _homes_finding(axes), "peers": peers}


def _homes_finding(axes: Sequence[charts.Axis]) -> str:
    """The sentence that the radar proves."""
    gaps = [(Fraction(a.value) - Fraction(a.peers), a.label) for a in axes if a.peers is not None]
    if not gaps:
        return _("The five homes")
    gap, home = min(gaps)
    if gap >= 0:
        return _("At or above the median of its kind in every home")
    return _("Furthest below the median of its kind: %(home)s, by %(points)s", home=home, points=points(-gap))


# --- bars and facts


def _bar(parts: Parts, bar: Plain, sheet: Sheet) -> dict[str, Any]:
    """A gate that is shut: what it takes away, by which rule, on what grounds."""
    known = frame_words.titles(sheet.scheme)
    gate = next(each for each in sheet.scheme.gates if each.id == bar["gate"])
    return {
        "title": words.titled(bar["title"]),
        "cited": [(rule_words.sheet(each["sheet"], each["year"]), each["clause"]) for each in bar["cite"]],
        "barred": frame_words.barred(bar["bars"], gate.place, sheet.scheme),
        "all": set(bar["bars"]) >= set(known) and not gate.place,
        "why": condition(gate.test, sheet),
        "value": _("nothing to judge") if bar["value"] is None else figure(Fraction(bar["value"])),
        "nodes": [_judged(each) for each in bar["nodes"]],
        "grounds": _grounds(parts, bar),
    }


def _judged(node: Plain) -> tuple[str, str, str]:
    """A node that a gate asked: its title, its points, and where its reasons stand on the page."""
    link = f"#{why.anchor(node['id'])}" if "proof" in node else "#items"
    return words.titled(node["title"]), points(Fraction(node["points"])), link


def _grounds(parts: Parts, bar: Plain) -> list[dict[str, Any]]:
    """The incidents behind a veto, with the document that each rests on, for those who may know."""
    named = [str(fact.get("fact", "")) for fact in (bar["of"] or {}).get("facts", ())]
    ids = [each.partition("/")[2] for each in named if each.startswith("incident/")]
    with parts.store.reading() as db:
        rows = [incidents.one(db, each) for each in ids]
    return [dict(row._mapping) for row in rows if row and reach("incidents.read").covers(row.branch)]


def _beside(told: Plain, scheme: Scheme) -> list[tuple[str, str]]:
    """What a branch has beside its score: awards, places to nominate for, money."""
    found = [(_("Awards"), frame_words.named(told["awards"], scheme))] if told["awards"] else []
    for each in scheme.allowances:
        if each.id in told["allowances"]:
            value = Fraction(told["allowances"][each.id])
            said = money(f"{float(value):.2f}") if each.unit == "yuan" else figure(value)
            found.append((words.titled(each.title), said))
    return found


def _sides(of: why.Item | rating.Rated) -> list[tuple[str, Plain | None]]:
    """The quantities whose facts stand behind an item or a marked section."""
    own = [("of", of.of), ("over", of.over)] if isinstance(of, why.Item) else []
    return [*own, *((mark.side, mark.of) for mark in of.marks)]


def _lists(items: Sequence[why.Item | rating.Rated]) -> dict[Key, tuple[Sequence[Plain], Slice]]:
    """Every list of facts on the page, and which part of it is shown."""
    opened, first = request.args.get("all", ""), request.args.get("first", "")
    page = Slice(int(first) if first.isdecimal() and len(first) < 7 else 0, PAGE)
    found: dict[Key, tuple[Sequence[Plain], Slice]] = {}
    for item in items:
        for side, measured in _sides(item):
            for kind in ("facts", "not_counted"):
                facts = (measured or {}).get(kind, ())
                # what it is divided by is shown when asked for
                part = Slice(rows=0 if side == "over" else FEW)
                found[item.id, side, kind] = (facts, page if opened == item.id else part)
    return found


def _facts(
    parts: Parts, told: Plain, items: Sequence[why.Item | rating.Rated], catalogue: Catalogue
) -> dict[str, Any]:
    lists = _lists(items)
    shown = (fact for facts, part in lists.values() for fact in part.of(facts))
    clerk = Clerk(told["branch"], parts.people(evidence.persons(shown)), catalogue, told["events"])
    return {"evidence": {key: clerk.evidence(facts, part) for key, (facts, part) in lists.items()}}
