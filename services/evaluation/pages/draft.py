"""The text of a new edition as it came from the form: a file or the text area, with its day of force."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import request

from services.chassis.running.parts import Parts
from services.chassis.web.forms import Form, sent_form
from services.chassis.web.language import gettext as _
from services.chassis.web.written import day
from services.evaluation import publishing
from services.evaluation.domain.frame import Scheme
from services.evaluation.periods import Periods
from services.evaluation.projections.editions import Edition, published, standing
from services.evaluation.questions import TRAILING, today
from services.evaluation.rulebooks import BadRulebook

FORCE = re.compile(r"^in_force_from:[ \t]*(\S+)(.*)$", re.MULTILINE)
PERIODS = 5  # of the scheme's own, that can be tried


@dataclass(frozen=True)
class Draft:
    """The text with its scheme (None: it cannot be read), and the fields that stand beside it."""

    text: str
    scheme: Scheme | None
    values: Mapping[str, Any]
    key: str
    loaded: bool = False  # from a file

    def form(self, errors: Mapping[str, str] | None = None) -> Form:
        """The form with the text and the day of force that it now names."""
        force = force_of(self.text)
        now = {"scheme": self.text, "in_force_from": force, "dated": force}
        return Form({**self.values, **now}, self.key, errors=errors or {})

    def about(self, **values: str) -> "Draft":
        return replace(self, values={**self.values, **values})


def begun(parts: Parts) -> Draft:
    """The edition in force, to be changed; the shipped scheme where there is none."""
    now = Periods.of(parts).in_force(today(parts))
    text = text_of(parts, now) if now else publishing.shipped_texts().scheme
    return Draft(text, read(text), {"replaces": now.edition if now else ""}, sent_form().key)


def sent() -> Draft:
    """What was sent: a file goes before the text area, a day of force that was changed into the text."""
    file = request.files.get("file")
    content = file.read() if file else b""
    given = content.decode("utf-8-sig", errors="replace") if content else request.form.get("scheme", "")
    text = given.replace("\r\n", "\n")
    if not content:
        text = dated(text, request.form.get("in_force_from", ""), request.form.get("dated", ""))
    form = sent_form()
    return Draft(text, read(text), form.values, form.key, loaded=bool(content))


def read(text: str) -> Scheme | None:
    """The scheme of a text, None where it has mistakes."""
    try:
        return publishing.scheme_of(publishing.Texts(text, publishing.catalogue_text()))
    except BadRulebook:
        return None


def text_of(parts: Parts, of: Edition) -> str:
    """The scheme of an edition as it was published."""
    return publishing.texts_of(parts.store, of.scheme_digest, of.catalogue_digest).scheme


def dated(text: str, wanted: str, shown: str) -> str:
    """The text with another day of force where the field was changed; a day that is none changes nothing."""
    if wanted == shown or not _is_day(wanted):
        return text
    return FORCE.sub(lambda found: f"in_force_from: {wanted}{found[2]}", text, count=1)


def force_of(text: str) -> str:
    """The day of force that a text names; empty where it names none."""
    found = FORCE.search(text)
    return found[1] if found and _is_day(found[1]) else ""


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def replaced(parts: Parts, scheme: Scheme) -> str:
    """The edition that scores the scheme's first period now; empty where there is none."""
    with parts.store.reading() as db:
        return standing(db, publishing.period_of(scheme))


def replaceable(parts: Parts) -> list[tuple[str, str]]:
    """(id, words) of the editions that nobody has replaced, the latest first."""
    found = [each for each in published(parts.store, parts.zone) if not each.replaced_by]
    return [
        (each.edition, f"{each.period} · {each.edition.removeprefix('edition-')}") for each in found[::-1]
    ]


def periods(parts: Parts, scheme: Scheme | None) -> list[tuple[str, str]]:
    """(id, words) of the periods to try a scheme on, the running one first."""
    last = today(parts)
    if scheme is None:
        return [(str(year), str(year)) for year in range(last.year, last.year - PERIODS, -1)]
    found: dict[str, str] = {}
    for _each in range(PERIODS):
        name, window = scheme.period.holding(last, scheme.calendar)
        found[name] = _("%(period)s: %(start)s to %(end)s", period=name, start=day(window.start),
                        end=day(window.end))  # fmt: skip
        last = window.start - timedelta(days=1)
    return [*found.items(), (TRAILING, _("last 365 days"))]
