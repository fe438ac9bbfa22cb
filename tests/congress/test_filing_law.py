"""The law of filing: no path leads to `filed` without enough seconders' own acts."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.chassis.decider import Refused
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import decider
from services.congress.domain.proposal.events import ProposalFiled, ProposalRated, SecondingAccepted
from services.congress.domain.proposal.state import Proposal, Status
from tests.congress.stories import DAY, FOUND, SEATS, TEXTS

people = st.sampled_from([*SEATS, "eve", "office"])
days = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
ACTS = (
    ask.AcceptSeconding,
    ask.DeclineSeconding,
    ask.WithdrawSeconding,
    ask.SubmitProposal,
    ask.FileProposal,
)
other = Proposal(Status.FILED, "proposal-2", "congress-8")


class AnyPath(RuleBasedStateMachine):
    """Anybody tries anything on any day; a plain list remembers who really acted."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.told, self.seats = Proposal(), [], dict(SEATS)

    def attempt(self, command: object) -> None:
        found = replace(FOUND, seats=self.seats, other=other)
        try:
            events = decider.decide(command, self.state, found)
        except Refused:
            return
        for each in events:
            self.told.append((command, each))
            self.state = decider.evolve(self.state, each)

    @initialize(by=st.sampled_from(sorted(SEATS)), on=days)
    def draft(self, by, on):
        self.attempt(ask.DraftProposal(by=by, proposal="proposal-1", congress="congress-8", **TEXTS, on=on))

    @rule(by=people, on=days, words=st.sampled_from(["延长到二十一点", "延长到二十二点"]))
    def revise(self, by, on, words):
        self.attempt(ask.ReviseProposal(by=by, **(TEXTS | {"measures": words}), on=on))

    @rule(by=people, who=people, on=days)
    def invite(self, by, who, on):
        self.attempt(ask.InviteSeconder(by=by, seconder=who, sign_by=on + timedelta(days=5), on=on))

    @rule(
        by=people,
        on=days,
        act=st.sampled_from(
            [
                ask.AcceptSeconding,
                ask.DeclineSeconding,
                ask.WithdrawSeconding,
                ask.SubmitProposal,
                ask.FileProposal,
            ]
        ),
    )
    def act(self, by, on, act):
        self.attempt(act(by=by, on=on))

    @rule(answers=st.tuples(st.booleans(), st.booleans(), st.booleans()), on=days)
    def the_invited_answer(self, answers, on):
        for who, yes in zip(("bo", "chen", "dai"), answers, strict=True):
            self.attempt(ask.InviteSeconder(by=self.state.proposer, seconder=who, sign_by=on, on=on))
            self.attempt(ask.AcceptSeconding(by=who, on=on) if yes else ask.DeclineSeconding(by=who, on=on))

    @rule(on=days)
    def the_proposer_hands_in_and_the_office_files(self, on):
        self.attempt(ask.SubmitProposal(by=self.state.proposer, on=on))
        self.attempt(ask.FileProposal(by="office", on=on))

    @rule(who=st.sampled_from(sorted(SEATS)))
    def lose_seat(self, who):
        self.seats.pop(who, None)

    @rule(by=people, on=days, rating=st.sampled_from(["satisfied", "dissatisfied"]))
    def handle(self, by, on, rating):
        if self.state.status not in (Status.FILED, Status.ASSIGNED, Status.REPLIED):
            return
        self.attempt(ask.AssignProposal(by="office", lead="logistics", on=on))
        self.attempt(ask.ReplyToProposal(by="li", lead="logistics", result="solved", text="已办", on=on))
        self.attempt(ask.RateReply(by=by, rating=rating, opinion="只答未办", on=on))

    @invariant()
    def nothing_is_filed_without_enough_own_acts(self):
        if any(isinstance(each, ProposalFiled) for _, each in self.told):
            acted = {each.seconder for _, each in self.told if isinstance(each, SecondingAccepted)}
            assert len(acted - {self.state.proposer}) >= FOUND.congress.settings.min_seconders
            assert len(set(self.state.seconders)) >= FOUND.congress.settings.min_seconders
            assert set(self.state.seconders) <= acted - {self.state.proposer}

    @invariant()
    def nobody_seconds_or_rates_for_another(self):
        for command, each in self.told:
            if isinstance(each, SecondingAccepted):
                assert each.seconder == command.by
            if isinstance(each, ProposalRated):
                assert each.rater == command.by == self.state.proposer


AnyPath.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
test_any_path = AnyPath.TestCase
