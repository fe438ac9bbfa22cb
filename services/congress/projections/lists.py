"""Which proposals does this reader see under these filters, and how many are in each state?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, false, func, or_, select

from services.chassis.web.auth import Reach
from services.congress.projections.invitations import invitations
from services.congress.projections.proposals import c, handlers, proposals

EQUAL = ("congress", "branch", "category", "state", "holder", "lead", "proposer", "rating", "result")
DUE = ("overdue", "running")


def seen_by(reach: Reach, me: str) -> ColumnElement[bool]:
    """A draft is seen by its proposer and those he invited; what was submitted, as far as the right goes."""
    asked = select(invitations.c.proposal).where(invitations.c.seconder == me)
    submitted = c.submitted_on.is_not(None)
    handled = select(handlers.c.proposal).where(handlers.c.department.in_(sorted(reach.units)))
    open_to_reader = submitted if reach.all else and_(submitted, c.proposal.in_(handled))
    return or_(c.proposer == me, c.proposal.in_(asked), open_to_reader if reach else false())


def matching(asked: Mapping[str, Any], today: date) -> Select[Any]:
    """The list under these filters; empty ones are not asked."""
    rows = select(proposals)
    for name in EQUAL:
        if asked.get(name):
            rows = rows.where(c[name] == asked[name])
    if asked.get("department"):
        theirs = select(handlers.c.proposal).where(handlers.c.department == asked["department"])
        rows = rows.where(c.proposal.in_(theirs))
    if asked.get("due") in DUE:
        rows = rows.where(c.due_on < today if asked["due"] == "overdue" else c.due_on >= today)
    if asked.get("text"):
        found = [c.title.contains(asked["text"], autoescape=True), c.number == asked["text"]]
        rows = rows.where(or_(*found))
    return rows


def counts(
    db: Connection, asked: Mapping[str, Any], within: ColumnElement[bool], today: date
) -> dict[str, int]:
    """How many proposals there are in each state under the other filters."""
    others = {name: value for name, value in asked.items() if name != "state"}
    rows = matching(others, today).where(within).subquery()
    by_state = select(rows.c.state, func.count()).group_by(rows.c.state)
    return {state: count for state, count in db.execute(by_state)}


def report(db: Connection, congress: str) -> Any:
    """The figures a congress is told: received, each outcome, replies in time, ratings, not rated apart."""

    def of(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)

    answered = c.replied_on.is_not(None)
    rows = select(
        func.count().label("received"),
        of(c.number.is_not(None), "filed"),
        of(c.state == "merged", "merged"),
        of(c.state == "not_filed", "not_filed"),
        of(answered, "replied"),
        of(and_(answered, c.reply_late.is_(False)), "in_time"),
        of(c.rating == "satisfied", "satisfied"),
        of(c.rating == "basically", "basically"),
        of(c.rating == "dissatisfied", "dissatisfied"),
        of(and_(answered, c.rating == ""), "not_rated"),
    )
    return db.execute(rows.where(c.congress == congress, c.submitted_on.is_not(None))).one()
