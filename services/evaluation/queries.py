"""Scores and their reasons as plain data: the one set of answers for API, pages and command line.

Numbers are exact texts (`93.5`, `10/3`). What is asked for now comes from the stored results; any
other day or clock is computed from lines. Every answer says up to which positions it is complete.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from services.chassis.running.health import lags
from services.chassis.running.parts import Parts
from services.evaluation import ranking
from services.evaluation.computing import computed
from services.evaluation.domain.explanation import describe, plain
from services.evaluation.domain.facts import Fact
from services.evaluation.periods import Periods
from services.evaluation.projections import results, scores
from services.evaluation.projections.results import Current
from services.evaluation.projections.scores import Answer, Told, UnknownUnit
from services.evaluation.questions import BEFORE, TRAILING, NoAnswer, Question, ask, earlier
from services.evaluation.trends import unit_of

Plain = dict[str, Any]
NOW = "now"  # beside an earlier clock


def scores_of(
    parts: Parts, period: str = TRAILING, as_of: date | None = None, known_on: date | None = None
) -> Plain:
    """The scores of all branches, best first within their kind. Raises NoAnswer.

    `period`: its id as its scheme writes it; `trailing`: the 365 days that end with `as_of` (None: today).
    `known_on`: as known at the end of that day (None: now).
    """
    question = ask(parts, period, as_of, known_on)
    with parts.live().connect() as db:
        answers = answered(db, _asked(parts, question))
    found = answers[question.id]
    changes = ranking.changes(found, answers.get(question.id + BEFORE, []))
    now = {each.unit: each.total for each in answers.get(NOW, [])}
    items = [ranking.row(each, changes, now) for each in found]
    return about(parts, question, results.complete_of(found)) | {"items": ranking.ranked(items)}


def explanation_of(
    parts: Parts,
    branch: str,
    period: str = TRAILING,
    as_of: date | None = None,
    known_on: date | None = None,
    persons: bool = True,
    item: str | None = None,
) -> Plain:
    """Why a branch (an id or a name) has its score, down to event ids. Raises NoAnswer.

    A fact names its event as `source/position`, a key of `events`, where each stands once. Without
    `persons` the facts say when and where they were told, but not about whom. `item`: only the facts
    behind that node of the sheet ("": none; None: all).
    """
    question = ask(parts, period, as_of, known_on)
    with parts.live().connect() as db:
        unit = unit_of(db, branch, question.day, question.known_on)
        answer = _explained(db, question, unit)
    body = plain(answer.result, _describer(persons))
    keys = narrowed(body, item)
    events = {key: each for key, each in events_of(answer, persons).items() if item is None or key in keys}
    named = {"branch": unit, "name": answer.name, "events": events}
    return about(parts, question, answer.complete) | named | body


def about(parts: Parts, question: Question, complete: Mapping[str, int]) -> Plain:
    """What was asked and by what it was answered: window, clocks, edition, completeness."""
    edition = question.edition
    return {
        "window": question.id,
        "from": question.window.start.isoformat(),
        "to": question.window.end.isoformat(),
        "as_of": question.as_of.isoformat(),
        "known_on": question.known_on.isoformat() if question.known_on else None,
        "edition": {"id": edition.edition, "scheme": question.scheme.id, "digest": edition.scheme_digest,
                    "title": dict(question.scheme.title)},
        "kinds": {kind: dict(title) for kind, title in question.scheme.kinds.items()},
        "complete": dict(complete),
        "head": {each.source: each.head for each in lags(parts)},
    }  # fmt: skip


def answered(db: Connection, asked: Mapping[str, Question]) -> dict[str, list[Current]]:
    """The scores of questions by the id of their window: the stored ones where they are for it.

    What is not stored is computed from lines, together.
    """
    found = {window: results.current(db, window) for window in asked if _is_kept(db, asked[window], window)}
    rest = [window for window in asked if window not in found]
    for window, answers in zip(rest, computed(db, [asked[window] for window in rest]), strict=True):
        found[window] = [_as_stored(each) for each in answers]
    return found


def _as_stored(answer: Answer) -> Current:
    result, body = answer.result, plain(answer.result, None)
    return Current(result.unit, answer.name, result.kind, body["total"], body, answer.complete)


def _is_kept(db: Connection, question: Question, window: str) -> bool:
    """Whether the stored results are for this very day, edition and clock."""
    if question.known_on:
        return False
    table = results.result.c
    stored = select(table.edition, table.day).where(table.window == window).distinct()
    wanted = (question.edition.edition, question.day.isoformat())
    return [tuple(row) for row in db.execute(stored)] == [wanted]


def _asked(parts: Parts, question: Question) -> dict[str, Question]:
    """The question, the same a month before, and the same as known now where it is asked otherwise."""
    asked, periods = {question.id: question}, Periods.of(parts)
    if before := earlier(parts, question, periods):
        asked[question.id + BEFORE] = before
    if question.known_on and (now := _as_known_now(parts, question, periods)):
        asked[NOW] = now
    return asked


def _as_known_now(parts: Parts, question: Question, periods: Periods) -> Question | None:
    """None where the editions that are known now do not have the period."""
    try:
        return ask(parts, question.id, question.as_of, periods=periods)
    except NoAnswer:
        return None


# --- one branch


def _explained(db: Connection, question: Question, unit: str) -> Answer:
    try:
        return scores.explain(db, question.scheme, unit, question.window, question.as_of, question.known_on)
    except UnknownUnit as unknown:
        text = "Nothing was known of the branch “%(branch)s” then."
        raise NoAnswer("no-such-branch", text, field="branch", branch=unit) from unknown


OPEN = ("source", "position", "id", "type", "recorded")  # of an event
HIDDEN = ("fact", "person", "occasion", "subject", "tags")  # what could say about whom a fact is


def _describer(persons: bool) -> Callable[[Fact], Plain]:
    """A fact with the keys of the events that told it and took it away."""

    def described(fact: Fact) -> Plain:
        found = describe(fact)
        places = {"event": fact.position, "taken_by": fact.taken}
        found |= {name: f"{fact.source}/{at}" for name, at in places.items() if at}
        return found if persons else {name: each for name, each in found.items() if name not in HIDDEN}

    return described


def narrowed(body: Plain, item: str | None) -> set[str]:
    """Take away the facts that do not stand behind `item`; the keys of the events that are left."""
    if item is None:
        return set()
    return set(_narrowed(body["score"], item, False)).union(
        *(_told(bar["of"], False) for bar in body["bars"])
    )


def _narrowed(part: Plain, item: str, inside: bool) -> Iterator[str]:
    inside = inside or part["id"] == item
    raised = [part.get("proof"), *part.get("raters", ()), *(each.get("because") for each in part["steps"])]
    for each in raised:
        for measured in ((each or {}).get("of"), (each or {}).get("over")):
            yield from _told(measured, inside)
    for child in part.get("parts", ()):
        yield from _narrowed(child, item, inside)


def _told(measured: Plain | None, keep: bool) -> list[str]:
    """The event keys of what was measured; without `keep` its facts are taken away."""
    if measured and not keep:
        del measured["facts"], measured["not_counted"]
    facts = [*measured["facts"], *measured["not_counted"]] if measured and keep else []
    return [fact[name] for fact in facts for name in ("event", "taken_by") if name in fact]


def events_of(answer: Answer, persons: bool) -> dict[str, Plain]:
    """The events behind an answer, each once, by `source/position`."""
    return {f"{source}/{at}": _event(told, persons) for (source, at), told in sorted(answer.told.items())}


def _event(told: Told, persons: bool) -> Plain:
    plain = asdict(told)
    return (
        plain if persons else {name: plain[name] for name in ("source", "position", "id", "type", "recorded")}
    )
