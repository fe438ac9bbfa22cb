"""Forms of pages: the same schema and the same command as the API, with messages beside the fields."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Response, make_response, redirect, render_template, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from uuid6 import uuid7
from werkzeug.datastructures import MultiDict

from services.chassis.commands import Busy, Outcome, Stale
from services.chassis.decider import Refused
from services.chassis.entry import encode
from services.chassis.event_store import Oversize, StillRunning
from services.chassis.web.auth import Answer
from services.chassis.web.http import KEY, fingerprint, once
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem, problem_of, unkeepable

SHOWN = (ValidationError, Refused, Busy, Stale, StillRunning, Oversize)  # told beside the fields
KEY_REUSED = "idempotency-key-reused"


@dataclass(frozen=True)
class Form:
    """What a template needs: the values as typed, messages by field name, the key, the version seen."""

    values: Mapping[str, Any]
    key: str
    version: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    def value(self, name: str) -> Any:
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def form_page(
    template: str,
    schema: type[Schema],
    act: Callable[[dict[str, Any]], Outcome],
    then: Callable[[Outcome], str],
    start: Mapping[str, Any] | None = None,
    version: int | None = None,
    **context: Any,
) -> Answer:
    """GET shows the form (filled from `start`); POST checks, acts and goes on to `then(outcome)`.

    What is wrong is shown at 422 with the input kept. `version` (of an existing stream) travels in
    the form and is If-Match; a form sent twice is carried out once.
    """
    if request.method != "POST":
        blank = Form(start or {}, str(uuid7()), "" if version is None else str(version))
        return make_response(render_template(template, form=blank, **context))
    sent = sent_form()
    try:
        return redirect(then(carry_out(sent, schema, act)), 303)
    except (*SHOWN, Problem) as error:
        return _again(template, sent, problem_of(error), context)


def sent_form() -> Form:
    """The form as it came: a key that is no key is replaced, for then nothing can have been kept."""
    key = request.form.get("_key", "")
    version = request.form.get("_version", "")
    return Form(request.form.to_dict(), key if KEY.match(key) else str(uuid7()), version)


def carry_out(form: Form, schema: type[Schema], act: Callable[[dict[str, Any]], Outcome]) -> Outcome:
    """Check the input and run the command once under the form's key."""
    body = cast(dict[str, Any], schema(unknown=EXCLUDE).load(read_form(schema(), request.form)))
    payload = encode(sorted((name, value) for name, value in request.form.items(multi=True)))
    return once(form.key, fingerprint(payload), lambda: _seen(form.version), lambda: act(body))


def _seen(version: str) -> int | None:
    if version and not re.fullmatch(r"\d{1,9}", version):
        raise Stale(version)
    return int(version) if version else None


def _again(template: str, sent: Form, problem: Problem, context: dict[str, Any]) -> Response:
    if problem.status in (401, 403) or problem.status >= 500:
        raise problem
    told = {each["field"]: each["message"] for each in problem.errors}
    key = str(uuid7()) if problem.code == KEY_REUSED else sent.key
    over = "" if told else problem.detail or gettext(problem.title)
    form = Form(sent.values, key, sent.version, told, over)
    return make_response(render_template(template, form=form, **context), 422)


def read_form(schema: Schema, form: MultiDict[str, str]) -> dict[str, Any]:
    """A form's values in the schema's shape: blanks left out, lists gathered, unticked boxes false."""
    read = {name: read_field(name, each, form) for name, each in schema.fields.items() if not each.dump_only}
    return {name: value for name, value in read.items() if value not in (None, "")}


def read_field(name: str, kind: fields.Field[Any], form: MultiDict[str, str]) -> Any:
    """One field: rows of a nested list are named `name-0-inner`, `name-1-inner`..."""
    if isinstance(kind, fields.List):
        inner = kind.inner
        return read_rows(name, inner, form) if isinstance(inner, fields.Nested) else form.getlist(name)
    if isinstance(kind, fields.Boolean):
        return form.get(name, "false")
    text = form.get(name, "")
    if unkeepable(text):
        raise ValidationError({name: ["Invalid value."]})
    return text


def read_rows(name: str, kind: fields.Nested, form: MultiDict[str, str]) -> list[dict[str, Any]]:
    numbers = {int(found[1]) for key in form if (found := re.match(rf"{re.escape(name)}-(\d{{1,4}})-", key))}
    rows = []
    for number in sorted(numbers):
        start = f"{name}-{number}-"
        own = MultiDict([(k[len(start) :], v) for k, v in form.items(multi=True) if k.startswith(start)])
        rows.append(read_form(kind.schema, own))
    return [row for row in rows if any(value != "false" for value in row.values())]
