"""A new edition: write or load the text, check it by lines, publish it. What was written is never lost."""

from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template, request

from services.chassis.commands import Execute
from services.chassis.running.parts import Parts
from services.chassis.web.auth import Answer
from services.chassis.web.forms import Form, form_page, sent_form
from services.evaluation import publishing, words
from services.evaluation.api.editions import PublishBody, check, publish
from services.evaluation.projections.editions import in_force, published
from services.evaluation.questions import today

TEMPLATE = "evaluation/edition_form.html"


def page(parts: Parts, execute: Execute, then: str) -> Answer:
    """`act` of the form says what is wanted: load a file, check, or publish."""
    act = request.form.get("act", "") if request.method == "POST" else ""
    if act == "load":
        return _again({**request.form.to_dict(), "scheme": _loaded()}, [], "loaded")
    if act == "check":
        faults = _faults()
        return _again(request.form.to_dict(), faults, "" if faults else "sound")
    faults = _faults() if act else []
    return form_page(
        TEMPLATE,
        PublishBody,
        act=lambda body: publish(parts, execute, body),
        then=lambda outcome: then,
        start=_start(parts),
        **_context(faults, ""),
    )


def _again(values: Mapping[str, Any], faults: list[dict[str, Any]], said: str) -> Answer:
    """The form with everything that was typed."""
    form = Form(values, sent_form().key)
    return make_response(
        render_template(TEMPLATE, form=form, **_context(faults, said)), 422 if faults else 200
    )


def _context(faults: list[dict[str, Any]], said: str) -> dict[str, Any]:
    return {"faults": faults, "said": said, "words": words}


def _faults() -> list[dict[str, Any]]:
    text = request.form.get("scheme", "")
    return check(text) if text.strip() else []


def _loaded() -> str:
    """The text of the file that was sent; what was in the field when none was."""
    file = request.files.get("file")
    content = file.read() if file else b""
    return content.decode("utf-8-sig", errors="replace") if content else request.form.get("scheme", "")


def _start(parts: Parts) -> dict[str, Any]:
    """The form begins with the edition in force, to be changed; it names the one that it would replace."""
    now = in_force(published(parts.store, parts.zone), today(parts))
    if now is None:
        return {"scheme": publishing.shipped_texts().scheme}
    text = publishing.texts_of(parts.store, now.scheme_digest, now.catalogue_digest).scheme
    return {"scheme": text, "replaces": now.edition}
