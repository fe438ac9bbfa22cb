"""What the congress tests tell over and over: a congress, delegates, a proposal on its way."""

from dataclasses import replace
from datetime import date, timedelta

from services.congress.domain.congress import Congress
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import decider
from services.congress.domain.proposal.events import (
    ProposalAssigned,
    ProposalDrafted,
    ProposalFiled,
    ProposalReplied,
    ProposalSubmitted,
    Seconder,
    SeconderInvited,
    SecondingAccepted,
)
from services.congress.domain.proposal.state import Circumstances
from services.congress.domain.settings import Settings

OPENS = date(2025, 4, 18)
FROM, TO = date(2025, 3, 17), date(2025, 4, 16)
DAY = date(2025, 3, 20)
SIGN_BY = DAY + timedelta(days=7)
SETTINGS = Settings(part_min=5, citation="Rules of the eighth congress, article 9")
CONGRESS = Congress("congress-8", OPENS, FROM, TO, None, SETTINGS)
SEATS = {"ana": "physics", "bo": "history", "chen": "library", "dai": "law"}
FOUND = Circumstances(CONGRESS, SEATS, date(2025, 5, 6), number="2025TA001")
TEXTS = {
    "category": "welfare",
    "title": "关于延长食堂晚餐时间的提案",
    "cause": "晚课后无处就餐",
    "measures": "延长到二十点半",
}

drafted = ProposalDrafted(
    proposal="proposal-1", congress="congress-8", branch="physics", proposer="ana", **TEXTS, on=DAY
)


def invited(who: str, sign_by: date = SIGN_BY) -> SeconderInvited:
    return SeconderInvited(proposal="proposal-1", branch="physics", seconder=who, on=DAY, sign_by=sign_by)


def accepted(who: str) -> SecondingAccepted:
    return SecondingAccepted(
        proposal="proposal-1", branch="physics", seconder=who, seconder_branch=SEATS[who], on=DAY
    )


seconded = (drafted, invited("bo"), invited("chen"), accepted("bo"), accepted("chen"))
submitted_alone = ProposalSubmitted(
    proposal="proposal-1",
    congress="congress-8",
    branch="physics",
    proposer="ana",
    category="welfare",
    title=TEXTS["title"],
    seconders=[Seconder(member="bo", branch="history"), Seconder(member="chen", branch="library")],
    on=DAY,
    late=False,
    review_by=date(2025, 5, 6),
)
filed_alone = ProposalFiled(
    proposal="proposal-1",
    congress="congress-8",
    branch="physics",
    proposer="ana",
    number="2025TA001",
    submitted_on=DAY,
    on=DAY,
)
assigned_alone = ProposalAssigned(
    proposal="proposal-1", branch="physics", lead="logistics", co=["finance"], due_on=date(2025, 5, 6), on=DAY
)
replied_alone = ProposalReplied(
    proposal="proposal-1",
    branch="physics",
    lead="logistics",
    round=1,
    result="solved",
    text="四月起延长到二十点半",
    due_on=date(2025, 5, 6),
    late=False,
    on=DAY,
    rate_by=date(2025, 5, 6),
)
submitted = (*seconded, submitted_alone)
filed = (*submitted, filed_alone)
assigned = (*filed, assigned_alone)
replied = (*assigned, replied_alone)

SUBMIT = ask.SubmitProposal(by="ana", on=DAY)
REPLY = ask.ReplyToProposal(by="li", lead="logistics", result="solved", text="四月起延长到二十点半", on=DAY)


def with_settings(**figures: object) -> Circumstances:
    """The usual circumstances under other settings."""
    changed = replace(CONGRESS, settings=replace(SETTINGS, **figures))
    return replace(FOUND, congress=changed)


def folded(history: tuple[object, ...]) -> object:
    return decider.fold(history)
