"""Where does each proposal stand, with whom, since when, and what is due when?"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from services.chassis.projections import Handler, Projection, Told
from services.congress.domain.proposal import events as told_of
from services.congress.projections import inline

proposals = Table(
    "proposal",
    inline,
    Column("proposal", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("congress", String(100), nullable=False),
    Column("branch", String(100), nullable=False, index=True),
    Column("proposer", String(100), nullable=False, index=True),
    Column("category", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("holder", String(100), nullable=False),  # "proposer", "office", a department's code, ""
    Column("since", Date, nullable=False),
    Column("due_on", Date),
    Column("seconders", Integer, nullable=False, default=0),
    Column("drafted_on", Date, nullable=False),
    Column("submitted_on", Date),
    Column("late", Boolean, nullable=False, default=False),
    Column("number", String(40)),
    Column("into", String(100), nullable=False, default=""),
    Column("code", String(40), nullable=False, default=""),
    Column("lead", String(100), nullable=False, default=""),
    Column("round", Integer, nullable=False, default=1),
    Column("result", String(20), nullable=False, default=""),
    Column("replied_on", Date),
    Column("reply_late", Boolean, nullable=False, default=False),
    Column("rating", String(20), nullable=False, default=""),
    Index("proposal_number", "congress", "number", unique=True),
    Index("proposal_since", "since", "proposal"),
)
c = proposals.c

handlers = Table(
    "handler",
    inline,
    Column("proposal", String(100), primary_key=True),
    Column("department", String(100), primary_key=True, index=True),
    Column("leads", Boolean, nullable=False),
)
TEXTS = ("category", "title", "cause", "measures")


def _draft(db: Connection, event: told_of.ProposalDrafted, told: Told) -> None:
    row = {name: getattr(event, name) for name in ("proposal", "congress", "branch", "proposer", *TEXTS)}
    about = {"state": "draft", "holder": "proposer", "since": event.on, "drafted_on": event.on}
    db.execute(insert(proposals), row | about | {"version": told.version})


def _change(values: Callable[[Any], dict[str, Any]], **computed: ColumnElement[Any]) -> Handler:
    """A handler that sets columns of the event's own row; the version always moves along."""
    own = update(proposals).where(c.proposal == bindparam("which"))
    mine = own.values(computed) if computed else own

    def handle(db: Connection, event: Any, told: Told) -> None:
        db.execute(mine, values(event) | {"which": event.proposal, "version": told.version})

    return handle


def _moved(event: Any, state: str, holder: str, due_on: object = None, **more: Any) -> dict[str, Any]:
    return {"state": state, "holder": holder, "since": event.on, "due_on": due_on} | more


def _submitted(event: told_of.ProposalSubmitted) -> dict[str, Any]:
    about = {"submitted_on": event.on, "late": event.late, "seconders": len(event.seconders)}
    return _moved(event, "submitted", "office", event.review_by, **about)


def _replied(event: told_of.ProposalReplied) -> dict[str, Any]:
    about = {"result": event.result, "replied_on": event.on, "reply_late": event.late, "round": event.round}
    return _moved(event, "replied", "proposer", event.rate_by, **about)


def _rated(event: told_of.ProposalRated) -> dict[str, Any]:
    if event.reopened:
        again = {"rating": event.rating, "round": event.round + 1}
        return _moved(event, "assigned", event.lead, event.next_due_on, **again)
    return _moved(event, "rated", "", rating=event.rating)


def _assign(db: Connection, event: told_of.ProposalAssigned, told: Told) -> None:
    _change(lambda e: _moved(e, "assigned", e.lead, e.due_on, lead=e.lead))(db, event, told)
    rows = [{"proposal": event.proposal, "department": event.lead, "leads": True}]
    rows += [{"proposal": event.proposal, "department": each, "leads": False} for each in event.co]
    db.execute(delete(handlers).where(handlers.c.proposal == event.proposal))
    db.execute(insert(handlers), rows)


def one(db: Connection, proposal: str) -> Any | None:
    """A proposal's row."""
    return db.execute(select(proposals).where(c.proposal == proposal)).first()


def merged_into(db: Connection, proposal: str) -> list[Any]:
    """The originals that are handled together with this one."""
    return list(db.execute(select(proposals).where(c.into == proposal).order_by(c.submitted_on, c.proposal)))


def departments_of(db: Connection, proposal: str) -> list[Any]:
    """The lead department first, then the co-handlers."""
    mine = select(handlers).where(handlers.c.proposal == proposal)
    return list(db.execute(mine.order_by(handlers.c.leads.desc(), handlers.c.department)))


def next_number(db: Connection, congress: str, year: int, code: str) -> str:
    """The next free number of a congress: year, type and three digits, such as 2025TA001."""
    start = f"{year}{code}"
    mine = select(c.number).where(c.congress == congress, c.number.like(f"{start}%"))
    taken = [int(number[len(start) :]) for number in db.execute(mine).scalars()]
    return f"{start}{max(taken, default=0) + 1:03}"


projection = Projection(
    "proposals",
    (proposals, handlers),
    {
        told_of.ProposalDrafted: _draft,
        told_of.ProposalRevised: _change(
            lambda e: {name: getattr(e, name) for name in TEXTS} | {"seconders": 0}
        ),
        told_of.SeconderInvited: _change(lambda e: {}),
        told_of.InvitationWithdrawn: _change(lambda e: {}),
        told_of.SecondingAccepted: _change(lambda e: {}, seconders=c.seconders + 1),
        told_of.SecondingDeclined: _change(lambda e: {}),
        told_of.SecondingWithdrawn: _change(lambda e: {}, seconders=c.seconders - 1),
        told_of.ProposalSubmitted: _change(_submitted),
        told_of.ProposalFiled: _change(lambda e: _moved(e, "filed", "office", number=e.number)),
        told_of.ProposalMerged: _change(lambda e: _moved(e, "merged", "", into=e.into)),
        told_of.ProposalConverted: _change(lambda e: _moved(e, "suggestion", "office")),
        told_of.ProposalNotFiled: _change(lambda e: _moved(e, "not_filed", "", code=e.code)),
        told_of.ProposalAssigned: _assign,
        told_of.ProposalReplied: _change(_replied),
        told_of.ProposalRated: _change(_rated),
        told_of.ProposalWithdrawn: _change(lambda e: _moved(e, "withdrawn", "")),
    },
)
