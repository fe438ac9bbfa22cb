"""Branches as evaluation has heard of them: for forms, and to refuse facts about nobody."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.chassis.running.parts import Parts
from services.chassis.web.language import gettext
from services.chassis.web.problems import Problem, fault
from services.evaluation.projections.books import register
from services.evaluation.questions import today


def branches(parts: Parts, on: date | None = None) -> list[dict[str, Any]]:
    """All branches ever founded by name, with kind and whether they are closed on a day (today)."""
    day = on or today(parts)
    with parts.live().connect() as db:
        values = register(db)
    found = [
        {
            "branch": unit,
            "name": values.value("name", unit, day) or unit,
            "kind": values.value("kind", unit, day),
            "closed": bool(values.at("closed", unit, day)),
        }
        for unit in values.units("kind")
    ]
    return sorted(found, key=lambda each: (each["name"], each["branch"]))


def must_be_known(parts: Parts, named: Mapping[str, str]) -> None:
    """Raise a problem that names the fields (field -> branch) of which membership has told nothing."""
    with parts.live().connect() as db:
        values = register(db, units=named.values())
    unknown = [field for field, branch in named.items() if not values.first("kind", branch)]
    if unknown:
        text = gettext("There is no such branch.")
        raise Problem("invalid", errors=[fault(field, text) for field in unknown])
