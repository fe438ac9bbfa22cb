"""What a correction changed, in words."""

from collections.abc import Callable
from typing import Any

from services.chassis.web.language import gettext
from services.chassis.web.written import day, money
from services.welfare import words
from services.welfare.domain.cap import Visit


def changes(old: Visit, new: Visit) -> str:
    """Each changed particular as "name: before → after"."""
    told = [
        f"{gettext(label)} {write(getattr(old, name))} → {write(getattr(new, name))}"
        for name, label, write in WRITTEN
        if getattr(old, name) != getattr(new, name)
    ]
    return gettext("; ").join(told)


def _yes(value: object) -> str:
    return gettext("yes") if value else gettext("no")


WRITTEN: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("branch", "Branch", str),
    ("occasion", "Occasion", lambda code: words.said(words.OCCASION, code)),
    ("relation", "Relation", lambda code: words.said(words.RELATION, code)),
    ("on", "Day of the visit", day),
    ("filed_on", "Handed in on", day),
    ("amount", "Amount", money),
    ("in_kind", "In kind", _yes),
)
