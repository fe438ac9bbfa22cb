"""What congress is told in the demo: a session each spring, its delegates and their proposals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import yaml

from infra.demo.act import OFFICE, Act
from infra.demo.campus import Campus, Person, Unit, ident
from infra.demo.membership import leavers, movers
from services.congress.domain.congress import ConveneCongress
from services.congress.domain.delegate import ElectDelegate, stream_of
from services.congress.domain.proposal.commands import (
    AcceptSeconding,
    AssignProposal,
    ConvertProposal,
    DeclineSeconding,
    DraftProposal,
    FileProposal,
    InviteSeconder,
    MergeProposal,
    RateReply,
    RefuseProposal,
    ReplyToProposal,
    SubmitProposal,
)
from services.congress.domain.settings import Settings
from services.congress.working_days import StateCouncil, due

DEPARTMENTS = ("dept-logistics", "dept-personnel", "dept-academic", "dept-finance", "dept-security")
A_SESSION = 165  # proposals drafted
REPLY_DAYS = 30  # working days, as the shipped settings say

MATTERS = yaml.safe_load(Path(__file__).with_name("matters.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Delegate:
    """A person who sits, for a unit."""

    person: Person
    unit: Unit


@dataclass(frozen=True)
class Session:
    """A congress of one spring with its window and its delegates."""

    id: str
    opens: date
    delegates: tuple[Delegate, ...]

    @property
    def window(self) -> tuple[date, date]:
        return self.opens - timedelta(days=31), self.opens - timedelta(days=1)


def story(campus: Campus, settings: Settings) -> Iterator[Act]:
    """A session each spring, and one whose window is open on the last day; nothing later than that."""
    for opens in _openings(campus):
        session = Session(ident(campus, "congress", opens), opens, _delegates(campus, opens))
        for act in (*_convened(campus, session, settings), *_proposals(campus, session)):
            if act.at.date() <= campus.until:
                yield act


def _openings(campus: Campus) -> list[date]:
    now = campus.until + timedelta(days=14)
    springs = [date(year, 4, 18) for year in range(campus.start.year, campus.until.year + 1)]
    far = timedelta(days=90)  # from the first day, and from the session that is going on
    return [each for each in springs if campus.start + far <= each <= now - far] + [now]


@cache
def _away(campus: Campus) -> frozenset[str]:
    return frozenset(leavers(campus)) | {person.id for person, *_ in movers(campus)}


def _delegates(campus: Campus, opens: date) -> tuple[Delegate, ...]:
    """About one in nine of a unit's steady members, two at least."""
    elected = opens - timedelta(days=45)
    found = []
    for unit in campus.units:
        sitting = [each for each in unit.members(elected - timedelta(days=8)) if each.id not in _away(campus)]
        if unit.lives(elected) and unit.lives(opens + timedelta(days=200)):
            found += [Delegate(each, unit) for each in sitting[: max(2, len(sitting) // 9)]]
    return tuple(found)


def _convened(campus: Campus, session: Session, settings: Settings) -> Iterator[Act]:
    first, year = session.opens - timedelta(days=50), session.opens.year
    command = ConveneCongress(
        by=OFFICE,
        congress=session.id,
        name=f"{year}年{session.opens.month}月教职工代表大会",
        term=8,
        session=1 + (session.opens - campus.start).days // 120,
        on=session.opens,
        window_from=session.window[0],
        window_to=session.window[1],
        settings=settings,
    )
    yield Act(campus.at(first, "convene").replace(hour=8), "congresses", session.id, command, OFFICE)
    for place, each in enumerate(session.delegates):
        elected = first + timedelta(days=5)
        at = campus.at(elected, "elected").replace(hour=9) + timedelta(minutes=place)
        stream = stream_of(session.id, each.person.id)
        category = ("teacher", "teacher", "teacher", "staff", "manager")[place % 5]
        yield Act(at, "delegates", stream, _election(session, each, category, elected), OFFICE)


def _election(session: Session, each: Delegate, category: str, on: date) -> ElectDelegate:
    return ElectDelegate(
        by=OFFICE,
        congress=session.id,
        member=each.person.id,
        branch=each.unit.id,
        category=category,  # type: ignore[arg-type]
        on=on,
    )


def _proposals(campus: Campus, session: Session) -> Iterator[Act]:
    weights = [each.unit.care["democracy"] ** 3 for each in session.delegates]
    for number in range(campus.share(A_SESSION)):
        chance = campus.chance("proposal", session.id, number)
        proposer = chance.choices(session.delegates, weights)[0]
        opened, closes = session.window
        late = chance.randrange((closes - opened).days - 7)
        day = opened + timedelta(days=late if number else 0)
        at = campus.at(day, session.id, number)
        yield from Course(campus, session, chance, proposer, number, at).run()


@dataclass
class Course:
    """One proposal on its way, act by act, as far as the days of the demo go."""

    campus: Campus
    session: Session
    chance: Random
    proposer: Delegate
    number: int
    at: datetime

    @property
    def stream(self) -> str:
        return ident(self.campus, "proposal", self.session.id, self.number)

    @property
    def hosts(self) -> bool:
        """The first proposal of a session is filed early and answered late: others merge into it."""
        return self.number == 0

    def run(self) -> Iterator[Act]:
        yield self._draft()
        seconded = 0
        for each in self._invited():
            yield self._act(0, self._invitation(each))
            accepts = self.hosts or self.chance.random() < 0.86
            seconded += accepts
            yield self._answer(each, accepts)
        if seconded >= 2 and (self.hosts or self.chance.random() < 0.96):
            yield self._act(1, SubmitProposal(by=self.proposer.person.id, on=self._day(1)))
            yield from self._reviewed()

    def _day(self, days: int) -> date:
        return (self.at + timedelta(days=days)).date()

    def _act(self, days: int, command: object, by: str = "") -> Act:
        """The next act, that many days and a quarter of an hour later."""
        self.at += timedelta(days=days, minutes=15)
        return Act(self.at, "proposals", self.stream, command, by or self.proposer.person.id)

    def _draft(self) -> Act:
        matter = self.chance.choice(MATTERS)
        command = DraftProposal(
            by=self.proposer.person.id,
            proposal=self.stream,
            congress=self.session.id,
            category=matter["category"],
            title=f"关于{matter['subject']}的提案",
            cause=matter["cause"],
            measures=matter["measures"],
            on=self._day(0),
        )
        return self._act(0, command)

    def _invited(self) -> list[Delegate]:
        others = [each for each in self.session.delegates if each is not self.proposer]
        return self.chance.sample(others, self.chance.choice((2, 2, 3, 3, 4)))

    def _invitation(self, each: Delegate) -> InviteSeconder:
        return InviteSeconder(
            by=self.proposer.person.id,
            seconder=each.person.id,
            sign_by=self.session.window[1],
            on=self._day(0),
        )

    def _answer(self, each: Delegate, accepts: bool) -> Act:
        days = self.chance.randrange(2)
        by, on = each.person.id, self._day(days)
        command: object = (
            AcceptSeconding(by=by, on=on)
            if accepts
            else DeclineSeconding(by=by, on=on, reason="内容需再斟酌")
        )
        return self._act(days, command, by)

    def _reviewed(self) -> Iterator[Act]:
        days, roll = self.chance.randrange(3, 14), self.chance.random()
        if self.hosts:
            days, roll = 3, 0.0
        on = self._day(days)
        if roll < 0.72:
            yield self._act(days, FileProposal(by=OFFICE, on=on), OFFICE)
            yield from self._handled()
        elif roll < 0.86:
            yield self._act(days, ConvertProposal(by=OFFICE, reason="作为意见建议转相关部门", on=on), OFFICE)
            yield from self._handled()
        elif roll < 0.93:
            refusal = RefuseProposal(by=OFFICE, code="solved", text="该事项已列入本年度工作安排", on=on)
            yield self._act(days, refusal, OFFICE)
        else:
            host = ident(self.campus, "proposal", self.session.id, 0)
            yield self._act(days + 12, MergeProposal(by=OFFICE, into=host, on=self._day(days + 12)), OFFICE)

    def _handled(self) -> Iterator[Act]:
        lead = self.chance.choice(DEPARTMENTS)
        on = self._day(3)
        known = due(StateCouncil(), on, REPLY_DAYS)  # else nobody knows yet which days are worked
        day = None if known else on + timedelta(days=42)
        yield self._act(3, AssignProposal(by=OFFICE, lead=lead, on=on, due_on=day), OFFICE)
        yield from self._answered(lead, again=True)

    def _answered(self, lead: str, again: bool) -> Iterator[Act]:
        days = 75 if self.hosts else int(self.chance.triangular(8, 62, 26))
        result = self.chance.choices(("solved", "in_progress", "not_now", "reference"), (46, 34, 12, 8))[0]
        text = "已会同有关部门研究并制定办理措施。"
        yield self._act(
            days,
            ReplyToProposal(by=lead, lead=lead, result=result, text=text, on=self._day(days)),  # type: ignore[arg-type]
            lead,
        )
        rated = self.chance.randrange(1, 12)
        rating = self.chance.choices(("satisfied", "basically", "dissatisfied"), (78, 17, 5))[0]
        if self.chance.random() < 0.93:
            opinion = "答复未涉及提案所述的主要问题" if rating == "dissatisfied" else ""
            by, on = self.proposer.person.id, self._day(rated)
            rate = RateReply(by=by, rating=rating, on=on, opinion=opinion)  # type: ignore[arg-type]
            yield self._act(rated, rate)
            if rating == "dissatisfied" and again:
                yield from self._answered(lead, again=False)
