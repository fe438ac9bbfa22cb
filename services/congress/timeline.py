"""What happened to a proposal, who did it and when, straight from its stream."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.chassis import entry
from services.chassis.running.parts import Parts
from services.chassis.web.language import lazy
from services.congress import words
from services.congress.domain.proposal import events as told

CALLED: Mapping[type, Any] = {
    told.ProposalDrafted: lazy("Drafted"),
    told.ProposalRevised: lazy("Words changed; seconders are asked again"),
    told.SeconderInvited: lazy("Seconder invited"),
    told.SecondingAccepted: lazy("Seconded"),
    told.SecondingDeclined: lazy("Declined"),
    told.SecondingWithdrawn: lazy("Seconding taken back"),
    told.InvitationWithdrawn: lazy("Invitation withdrawn"),
    told.ProposalSubmitted: lazy("Submitted"),
    told.ProposalFiled: lazy("Filed"),
    told.ProposalMerged: lazy("Merged into another"),
    told.ProposalConverted: lazy("Passed on as a suggestion"),
    told.ProposalNotFiled: lazy("Not filed"),
    told.ProposalAssigned: lazy("Assigned"),
    told.ProposalReplied: lazy("Answered"),
    told.ProposalRated: lazy("Rated"),
    told.ProposalWithdrawn: lazy("Withdrawn"),
}
AMONG_DELEGATES = (  # who was asked and who said no is between proposer and seconder
    told.ProposalRevised,
    told.SeconderInvited,
    told.SecondingDeclined,
    told.SecondingWithdrawn,
    told.InvitationWithdrawn,
)
GOOD = (told.SecondingAccepted, told.ProposalFiled, told.ProposalReplied)
BAD = (told.ProposalNotFiled, told.SecondingDeclined, told.ProposalWithdrawn)


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `event` is the fact itself."""

    event: Any
    on: date
    recorded: str
    by: str
    id: str
    version: int

    @property
    def kind(self) -> str:
        return "good" if isinstance(self.event, GOOD) else "bad" if isinstance(self.event, BAD) else "neutral"


def of(parts: Parts, proposal: str, mine: bool) -> list[Step]:
    """The steps in order; invitations and refusals to second only for the proposer (`mine`)."""
    return [each for each in _read(parts, proposal) if mine or not isinstance(each.event, AMONG_DELEGATES)]


def _read(parts: Parts, proposal: str) -> Iterator[Step]:
    for row in parts.store.read_stream(proposal):
        told_as = entry.read(row.entry)
        event = parts.teller.vocabulary.decode(row.type, told_as.data)
        yield Step(event, event.on, told_as.recordedtime, told_as.authid, told_as.id, row.version)


def detail(event: Any) -> str:
    """The words that belong to a step: a reason, a result, a rating."""
    match event:
        case told.ProposalFiled():
            return str(event.number)
        case told.ProposalReplied():
            return f"{words.said(words.RESULTS, event.result)} · {event.text}"
        case told.ProposalRated():
            return " · ".join(filter(None, [words.said(words.RATINGS, event.rating), event.opinion]))
        case told.ProposalNotFiled():
            return f"{words.said(words.GROUNDS, event.code)} · {event.text}"
        case told.ProposalAssigned():
            return " · ".join(map(words.department, [event.lead, *event.co]))
    return str(getattr(event, "reason", ""))
