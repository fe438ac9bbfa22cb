"""The editor of a new edition: load or write, check, try, publish. What was written is never lost."""

from typing import Any

from flask import make_response, render_template, request

from services.chassis.commands import Execute
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer
from services.chassis.web.forms import form_page
from services.evaluation import checking, words
from services.evaluation.api.editions import PublishBody, publish
from services.evaluation.differences import differences
from services.evaluation.domain.frame import Scheme
from services.evaluation.pages import draft, trial
from services.evaluation.pages.draft import Draft
from services.evaluation.periods import Periods
from services.evaluation.questions import today
from services.evaluation.recounting import NotScored
from services.evaluation.scheme_words import FIELD, SECTION

TEMPLATE = "evaluation/edition_form.html"


def page(parts: Parts, execute: Execute, then: str) -> Answer:
    """`act` of the form says what is wanted: check, try or publish. A file is always looked at first."""
    if request.method != "POST":
        return _shown(parts, draft.begun(parts), {})
    act, now = request.form.get("act", "check"), draft.sent()
    found = checking.checked(now.text)
    ready = found["publishable"] and not now.loaded
    if act == "publish" and ready:
        return form_page(
            TEMPLATE,
            PublishBody,
            act=lambda body: publish(parts, execute, body | _dated(parts, now)),
            then=lambda outcome: then,
            **_context(parts, now, {}),
        )
    if now.scheme and act != "publish":
        now = now.about(replaces=draft.replaced(parts, now.scheme))
    said: dict[str, Any] = {"found": found, "said": act, "undecided": _undecided(found)}
    if not found["sound"]:
        return _shown(parts, now, said, 422)
    said["changes"] = _changes(parts, now)
    if act == "try" and not now.loaded and now.scheme:
        return _tried(parts, now, now.scheme, said)
    return _shown(parts, now, said, 422 if act == "publish" and not ready else 200)


def _dated(parts: Parts, now: Draft) -> dict[str, str]:
    """The text; with another day of force also the edition that scores the period which that day begins."""
    moved = now.scheme and request.form.get("in_force_from") != request.form.get("dated")
    replaced = {"replaces": draft.replaced(parts, now.scheme)} if moved and now.scheme else {}
    return {"scheme": now.text, **replaced}


def _tried(parts: Parts, now: Draft, scheme: Scheme, said: dict[str, Any]) -> Answer:
    """The scores that the scheme would have given in the chosen period."""
    period = str(now.values.get("period", ""))
    try:
        return _shown(parts, now, {**said, "trial": trial.trial(parts, scheme, now.text, period)})
    except NotScored as problem:
        return _shown(parts, now, said, 422, {"period": str(problem)})


def _shown(
    parts: Parts, now: Draft, said: dict[str, Any], status: int = 200, errors: dict[str, str] | None = None
) -> Answer:
    """The form with everything that was typed."""
    context = _context(parts, now, said)
    return make_response(render_template(TEMPLATE, form=now.form(errors), **context), status)


def _context(parts: Parts, now: Draft, said: dict[str, Any]) -> dict[str, Any]:
    periods = draft.periods(parts, now.scheme)
    return {
        "lines": now.text.split("\n"),
        "loaded": now.loaded,
        "periods": periods,
        "last": periods[min(1, len(periods) - 1)][0],
        "editions": draft.replaceable(parts),
        "sections": SECTION,
        "words": words,
        **said,
    }


def _undecided(found: dict[str, Any]) -> str:
    """The settings that stand open, by name."""
    return words.listed([f"{words.said(FIELD, name)} ({name})" for name in found["open"]])


def _changes(parts: Parts, now: Draft) -> list[dict[str, Any]] | None:
    """What differs from the edition in force, in words; None where there is none."""
    edition = Periods.of(parts).in_force(today(parts))
    return differences(draft.text_of(parts, edition), now.text) if edition else None
