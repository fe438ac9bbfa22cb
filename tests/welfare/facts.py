"""Builders: a standard, a visit and the commands about it, with figures that can be checked by hand."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.welfare.domain.cap import Visit
from services.welfare.domain.standard import Standard, StandardSet
from services.welfare.domain.visit import CorrectVisit, LogVisit, VisitFacts, VisitLogged, VoidVisit

MAY = date(2025, 5, 20)
TODAY = date(2025, 12, 31)


def yuan(amount: int | str) -> Decimal:
    """A Decimal that reads well."""
    return Decimal(amount)


HOSPITAL = Standard(
    standard="standard-hospital-self",
    occasion="hospital",
    relation="self",
    amount_min=yuan(300),
    amount_max=yuan(1000),
    per_year=yuan(1000),
    claim_days=180,
    limit="block",
    citation="Union rule 2025, 4.2",
    on=date(2025, 1, 1),
)
SOFT = replace(HOSPITAL, standard="standard-soft", limit="flag")

VISIT = Visit(
    visit="visit-1",
    branch="branch-physics",
    member="member-ana",
    occasion="hospital",
    relation="self",
    on=MAY,
    filed_on=MAY,
    amount=yuan(600),
    in_kind=False,
    standard="standard-hospital-self",
)


def facts(standard: Standard | None = HOSPITAL, branch: str = "branch-physics") -> VisitFacts:
    """What the look found."""
    return VisitFacts(standard=standard, branch=branch)


def logged(**changed: Any) -> VisitLogged:
    """The event of a visit like `VISIT`."""
    visit = replace(VISIT, **{name: value for name, value in changed.items() if name != "note"})
    values = {each.name: getattr(visit, each.name) for each in fields(Visit)}
    return VisitLogged(**values, note=changed.get("note", ""))


def log(**changed: Any) -> LogVisit:
    """The command that tells a visit like `VISIT`."""
    entered = ("visit", "branch", "member", "occasion", "relation", "on", "filed_on", "amount", "in_kind")
    values = {name: getattr(VISIT, name) for name in entered} | {"by": "member-chair", "today": TODAY}
    return LogVisit(**{**values, **changed})


def correct(**changed: Any) -> CorrectVisit:
    """The command that corrects `VISIT`."""
    entered = ("visit", "branch", "occasion", "relation", "on", "filed_on", "amount", "in_kind")
    values = {name: getattr(VISIT, name) for name in entered} | {"by": "member-chair", "today": TODAY}
    return CorrectVisit(**{**values, "reason": "typing error", **changed})


def void(**changed: Any) -> VoidVisit:
    """The command that withdraws `VISIT`."""
    return VoidVisit(**{"visit": "visit-1", "reason": "told twice", "by": "member-chair", **changed})


def standard_set(standard: str = HOSPITAL.standard, **changed: Any) -> StandardSet:
    """The event of a standard like `HOSPITAL`."""
    fact = replace(HOSPITAL, standard=standard, **changed)
    return StandardSet(**{each.name: getattr(fact, each.name) for each in fields(Standard)})


def body(**changed: Any) -> dict[str, Any]:
    """What a chair of the first branch sends about a visit to Ana, as JSON."""
    sent = {
        "branch": "branch-1",
        "member": "member-ana",
        "occasion": "hospital",
        "on": "2025-05-20",
        "amount": "600.00",
    }
    return {name: value for name, value in {**sent, **changed}.items() if value is not None}
