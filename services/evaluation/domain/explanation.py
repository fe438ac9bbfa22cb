"""A result as plain data: every point with its rule, its facts, its caps; exact numbers as text."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from services.evaluation.domain.combining import Ground, Part, Proof, Rating, Step
from services.evaluation.domain.facts import Fact, exact
from services.evaluation.domain.frame import Grade
from services.evaluation.domain.grading import Bar, Result
from services.evaluation.domain.lines import Entry
from services.evaluation.domain.measured import Measured
from services.evaluation.domain.scheme import Citation

ZERO = Fraction(0)
Plain = dict[str, Any]
Describe = Callable[[Fact], Plain]


def describe(fact: Fact) -> Plain:
    """A fact by its identity and place in its source's log."""
    plain = {
        "fact": fact.fact,
        "measure": fact.measure,
        "unit": fact.unit,
        "day": fact.day.isoformat(),
        "filed": fact.filed.isoformat() if fact.filed else None,
        "source": fact.source,
        "position": fact.position,
        "taken_by": fact.taken or None,
        "person": fact.person,
        "occasion": fact.occasion,
        "subject": fact.subject,
        "tags": dict(fact.tags),
    }
    return {name: value for name, value in plain.items() if value not in (None, "", {})}


def plain(result: Result, describe: Describe | None = describe) -> Plain:
    """The whole result; without `describe`, figures only and no facts."""
    return {
        "unit": result.unit,
        "kind": result.kind,
        "scheme": result.scheme.id,
        "from": result.window.start.isoformat(),
        "to": result.window.end.isoformat(),
        "as_of": result.as_of.isoformat(),
        "total": exact(result.total),
        "lost": exact(result.root.lost),
        "open": exact(result.root.open),
        "grade": _grade(result.grade),
        "reached": _grade(result.reached),
        "why_no_grade": result.why_no_grade,
        "bars": [_bar(bar, describe) for bar in result.bars],
        "category": result.category,
        "rank": [exact(each) for each in result.rank],
        "why_no_place": result.why_no_place,
        "awards": list(result.awards),
        "allowances": {name: exact(each.points) for name, each in result.allowances.items()},
        "score": part(result.root, describe),
    }


def part(of: Part, describe: Describe | None = describe) -> Plain:
    """A node: share x points of its parts (or its raw points) and all steps add up to its points."""
    found: Plain = {
        "id": of.node.id,
        "title": dict(of.node.title),
        "role": of.node.role,
        "points": exact(of.points),
        "most": _exact(of.most),
        "lost": exact(of.lost),
        "open": exact(of.open),
        "share": exact(of.share),
        "steps": [_step(each, describe) for each in of.steps],
    }
    if of.ratings:
        found["raters"] = [_rating(each, of, describe) for each in of.ratings]
    if of.left_out:
        found["left_out"] = True
    if of.proof:
        found |= {"cite": [_cite(each) for each in of.node.cite], "proof": _proof(of.proof, describe)}
    else:
        found |= {"combine": of.node.combine, "parts": [part(each, describe) for each in of.parts]}
    return found


def _step(of: Step, describe: Describe | None) -> Plain:
    """What a rule changed; where a condition did it, which one, and what it is about."""
    found: Plain = {"rule": of.rule, "change": exact(of.delta), "limit": _exact(of.limit)}
    return found | {"because": _ground(of.ground, describe)} if of.ground else found


def _ground(of: Ground, describe: Describe | None) -> Plain:
    """A condition: `number` among those of its node, from 1."""
    return {
        "number": of.number + 1,
        "title": dict(of.test.title or {}),
        "value": _exact(of.value),
        "of": of.of and _measured(of.of, describe),
        "over": of.over and _measured(of.over, describe),
    }


def _rating(of: Rating, part: Part, describe: Describe | None) -> Plain:
    """What a rater gave, in its own scale and in the node's points; nothing told is no mark."""
    computed = part.points - sum((step.delta for step in part.steps), ZERO)
    points = of.points if of.mark else computed
    return {
        "who": of.rater.who,
        "weight": exact(of.rater.weight),
        "told": points is not None,
        "out_of": _exact(of.rater.out_of),
        "points": _exact(points),
        "of": of.mark and _measured(of.mark, describe),
    }


def _exact(of: Fraction | None) -> str | None:
    return None if of is None else exact(of)


def _proof(of: Proof, describe: Describe | None) -> Plain:
    return {
        "rule": of.rule,
        "numbers": {name: exact(value) for name, value in of.numbers.items()},
        "value": _exact(of.value),
        "raw": exact(of.raw),
        "full": _exact(of.full),
        "due": of.due,
        "place": of.place,
        "baseline": _exact(of.baseline),
        "of": _measured(of.of, describe),
        "over": of.over and _measured(of.over, describe),
    }


def _measured(of: Measured, describe: Describe | None) -> Plain:
    found: Plain = {"value": exact(of.value) if of.told else None}
    if of.entry:
        found["told"] = _entry(of.entry)
    if of.entries:
        found["told_of"] = [_entry(each) | {"unit": each.unit, "value": each.value} for each in of.entries]
    if describe:
        found["counted"] = len(of.counted)
        found["facts"] = [describe(each.fact) | {"worth": exact(each.worth)} for each in of.counted]
        found["not_counted"] = [describe(each.fact) | {"why": each.why} for each in of.passed]
    return found


def _entry(of: Entry) -> Plain:
    return {
        "register": of.register,
        "day": of.day.isoformat(),
        "source": of.source,
        "position": of.position,
    }


def _bar(of: Bar, describe: Describe | None) -> Plain:
    return {
        "gate": of.gate.id,
        "title": dict(of.gate.title),
        "cite": [_cite(each) for each in of.gate.cite],
        "bars": sorted(of.gate.bars) + ["place"] * of.gate.place,
        "value": None if of.value is None else exact(of.value),
        "of": of.of and _measured(of.of, describe),
        "over": of.over and _measured(of.over, describe),
        "nodes": [_node(each, describe) for each in of.nodes],
    }


def _node(of: Part, describe: Describe | None) -> Plain:
    """What a gate asks of a node: its points with their proof; the parts of a section stand in the score."""
    found = part(replace(of, parts=()), describe)
    return {name: value for name, value in found.items() if name not in ("combine", "parts")}


def _cite(of: Citation) -> Plain:
    return {"sheet": of.sheet, "year": of.year, "clause": of.clause}


def _grade(of: Grade | None) -> Plain | None:
    return {"id": of.id, "title": dict(of.title), "at": exact(of.at)} if of else None
