"""Whom has a proposer asked to second, and what did each answer?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Date, String, Table, Text, delete, insert, select, update

from services.chassis.projections import Projection, Told
from services.congress.domain.proposal.events import (
    InvitationWithdrawn,
    ProposalRevised,
    SeconderInvited,
    SecondingAccepted,
    SecondingDeclined,
    SecondingWithdrawn,
)
from services.congress.projections import inline
from services.congress.projections.proposals import proposals

invitations = Table(
    "invitation",
    inline,
    Column("proposal", String(100), primary_key=True),
    Column("seconder", String(100), primary_key=True, index=True),
    Column("answer", String(20), nullable=False),  # invited, accepted, declined, taken_back
    Column("on", Date, nullable=False),
    Column("sign_by", Date, nullable=False),
    Column("answered_on", Date),
    Column("reason", Text, nullable=False, default=""),
)
c = invitations.c


def _invite(db: Connection, event: SeconderInvited, told: Told) -> None:
    _forget(db, event, told)
    row = {"proposal": event.proposal, "seconder": event.seconder, "answer": "invited"}
    db.execute(insert(invitations), row | {"on": event.on, "sign_by": event.sign_by})


def _forget(db: Connection, event: Any, told: Told) -> None:
    mine = (c.proposal == event.proposal) & (c.seconder == event.seconder)
    db.execute(delete(invitations).where(mine))


def _answer(db: Connection, event: Any, answer: str, reason: str = "") -> None:
    mine = (c.proposal == event.proposal) & (c.seconder == event.seconder)
    row = {"answer": answer, "answered_on": event.on, "reason": reason}
    db.execute(update(invitations).where(mine), row)


def _accept(db: Connection, event: SecondingAccepted, told: Told) -> None:
    _answer(db, event, "accepted")


def _decline(db: Connection, event: SecondingDeclined, told: Told) -> None:
    _answer(db, event, "declined", event.reason)


def _take_back(db: Connection, event: SecondingWithdrawn, told: Told) -> None:
    _answer(db, event, "taken_back")


def _ask_again(db: Connection, event: ProposalRevised, told: Told) -> None:
    mine = (c.proposal == event.proposal) & (c.answer == "accepted")
    db.execute(update(invitations).where(mine).values(answer="invited", answered_on=None))


def of(db: Connection, proposal: str) -> list[Any]:
    """The invitations of a proposal, in the order of their days."""
    mine = select(invitations).where(c.proposal == proposal)
    return list(db.execute(mine.order_by(c.on, c.seconder)))


def accepted(db: Connection, of_these: Sequence[str]) -> dict[str, list[str]]:
    """Who seconded each of these proposals, in the order of their answers."""
    rows = select(c.proposal, c.seconder).where(c.answer == "accepted").order_by(c.answered_on, c.seconder)
    wanted, found = set(of_these), dict[str, list[str]]()
    for proposal, seconder in db.execute(rows):
        if proposal in wanted:
            found.setdefault(proposal, []).append(seconder)
    return found


def waiting_for(db: Connection, member: str) -> list[Any]:
    """The drafts that a delegate is asked to second and has not answered, the most urgent first."""
    open_ones = (c.seconder == member) & (c.answer == "invited") & (proposals.c.state == "draft")
    joined = select(invitations, proposals.c.title, proposals.c.proposer, proposals.c.version).join(
        proposals, proposals.c.proposal == c.proposal
    )
    return list(db.execute(joined.where(open_ones).order_by(c.sign_by, c.proposal)))


projection = Projection(
    "invitations",
    (invitations,),
    {
        SeconderInvited: _invite,
        InvitationWithdrawn: _forget,
        SecondingAccepted: _accept,
        SecondingDeclined: _decline,
        SecondingWithdrawn: _take_back,
        ProposalRevised: _ask_again,
    },
)
