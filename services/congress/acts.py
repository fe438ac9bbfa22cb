"""Congress's command sides, each with what its decisions look up beside their own stream."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from services.chassis import entry
from services.chassis.commands import ATTEMPTS, Busy, Execute, Found, Outcome, Teller, Write, executor
from services.chassis.decider import Decider
from services.chassis.event_store import EventStore, Guard
from services.congress.domain import congress, delegate, proposal
from services.congress.domain.congress import Congress
from services.congress.domain.delegate import ElectDelegate, Election, stream_of
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal.state import Circumstances, Proposal
from services.congress.projections import proposals, rolls
from services.congress.working_days import StateCouncil, WorkingDays, due

PERIOD = {  # a command -> the setting that says how many working days follow it
    ask.SubmitProposal: "review_days",
    ask.AssignProposal: "reply_days",
    ask.ReplyToProposal: "rating_days",
    ask.RateReply: "reply_days",
}


@dataclass(frozen=True)
class Acts:
    """`delegates` runs on the stream `delegate-<congress>-<member>`, the others on their own ids."""

    congresses: Execute
    delegates: Execute
    proposals: Execute


def acts(
    store: EventStore, teller: Teller, live: Callable[[], Engine], calendar: WorkingDays | None = None
) -> Acts:
    """The command sides on a store; `live` gives what membership has told."""
    sight = Sight(store, teller, live, calendar or StateCouncil())
    return Acts(
        executor(store, teller, congress.decider),
        executor(store, teller, delegate.decider, sight.for_delegate),
        numbered(executor(store, teller, proposal.decider, sight.for_proposal)),
    )


@dataclass(frozen=True)
class Sight:
    """Reads other streams for a decision and remembers each as a guard."""

    store: EventStore
    teller: Teller
    live: Callable[[], Engine]
    calendar: WorkingDays

    def read(self, decider: Decider[Any], stream: str) -> tuple[Any, Guard]:
        rows = self.store.read_stream(stream)
        decode = self.teller.vocabulary.decode
        state = decider.fold(decode(row.type, entry.read(row.entry).data) for row in rows)
        return state, Guard(stream, len(rows))

    def for_delegate(self, command: object, state: object) -> Found:
        """For an election: the congress, and of which branch the person was a member that day."""
        if not isinstance(command, ElectDelegate):
            return Found()
        held, guard = self.read(congress.decider, command.congress)
        with self.live().connect() as db:
            branch = rolls.branch_of(db, command.member, command.on)
        return Found(Election(held, branch), (guard,))

    def for_proposal(self, command: Any, state: Proposal) -> Found:
        """The congress, the seats of those who count, days reckoned, and the target of a merger."""
        held, guard = self.read(congress.decider, getattr(command, "congress", "") or state.congress)
        seats, guards = self.seats(held.id, people(command, state))
        other, others = self.target(command)
        facts = Circumstances(held, seats, self.due(command, held), other, self.number(command, held))
        return Found(facts, (guard, *guards, *others))

    def seats(self, held: str, members: list[str]) -> tuple[dict[str, str], list[Guard]]:
        read = [(each, *self.read(delegate.decider, stream_of(held, each))) for each in members]
        return {who: seat.branch for who, seat, _ in read if seat.current}, [guard for _, _, guard in read]

    def target(self, command: object) -> tuple[Proposal, tuple[Guard, ...]]:
        if not isinstance(command, ask.MergeProposal):
            return Proposal(), ()
        other, guard = self.read(proposal.decider, command.into)
        return other, (guard,)

    def due(self, command: Any, held: Congress) -> date | None:
        period = PERIOD.get(type(command))
        return due(self.calendar, command.on, getattr(held.settings, period)) if period else None

    def number(self, command: object, held: Congress) -> str:
        if not isinstance(command, ask.FileProposal):
            return ""
        with self.store.reading() as db:
            return proposals.next_number(db, held.id, held.opens_on.year, held.settings.number_code)


def people(command: Any, state: Proposal) -> list[str]:
    """Whose seats matter for a command; each once."""
    match command:
        case ask.DraftProposal() | ask.AcceptSeconding() | ask.DeclineSeconding():
            return [command.by]
        case ask.InviteSeconder():
            return [command.seconder]
        case ask.SubmitProposal():
            return [command.by, *(who for who in state.accepted() if who != command.by)]
    return []


def numbered(execute: Execute) -> Execute:
    """Two filings at once reach for the same number; whoever comes second takes the next one."""
    return partial(_again, execute)


def _again(execute: Execute, stream: str, command: object, write: Write) -> Outcome:
    for _ in range(ATTEMPTS):
        try:
            return execute(stream, command, write)
        except IntegrityError:
            if not isinstance(command, ask.FileProposal):
                raise
    raise Busy(stream)
