"""Every stream that a decision read is guarded, so that nothing it relied on can change under it."""

import pytest

from services.chassis.commands import Write
from services.chassis.decider import Refused
from services.chassis.event_store import Guard
from services.congress.acts import Sight, acts
from services.congress.domain.delegate import DelegateEnded, ElectDelegate, stream_of
from services.congress.domain.proposal import commands as ask
from services.congress.domain.proposal import decider
from services.congress.working_days import StateCouncil
from tests.congress.conftest import CONGRESS
from tests.congress.stories import DAY
from tests.congress.test_proposals_api import Way


class EndsAfterReading:
    """The world's store; once the seat was read for the first time, somebody else ends it."""

    def __init__(self, world, seat, ended):
        self.world, self.seat, self.ended, self.looked = world, seat, ended, 0

    def read_stream(self, stream, after=0):
        rows = self.world.store.read_stream(stream, after)
        if stream == self.seat:
            self.looked += 1
            if self.looked == 1:
                self.world.given(stream, self.ended)
        return list(rows[:1] if self.looked == 1 and stream == self.seat else rows)

    def __getattr__(self, name):
        return getattr(self.world.store, name)


def sight(world):
    return Sight(world.parts.store, world.parts.teller, world.parts.live, StateCouncil())


def guards(world, way, command):
    state = decider.fold(world.events(way.id))
    return set(sight(world).for_proposal(command, state).guards)


def test_a_submission_guards_the_congress_and_every_seat_that_counts(congress):
    way = Way(congress).seconded()
    seats = {Guard(stream_of(CONGRESS, each), 1) for each in ("member-1", "member-bo", "member-chen")}
    assert guards(congress, way, ask.SubmitProposal(by="member-1", on=DAY)) == seats | {Guard(CONGRESS, 1)}


def test_a_seconding_guards_the_actors_seat_even_when_there_is_none(congress):
    way = Way(congress)
    found = guards(congress, way, ask.AcceptSeconding(by="member-eve", on=DAY))
    assert found == {Guard(stream_of(CONGRESS, "member-eve"), 0), Guard(CONGRESS, 1)}


def test_a_merger_guards_the_other_proposal(congress):
    main, other = Way(congress).filed(), Way(congress).seconded().does("submit", "member")
    found = guards(congress, other, ask.MergeProposal(by="member-3", into=main.id, on=DAY))
    assert Guard(main.id, len(congress.events(main.id))) in found


def test_an_election_guards_the_congress(congress):
    command = ElectDelegate(
        by="member-3", congress=CONGRESS, member="member-eve", branch="branch-2", category="teacher", on=DAY
    )
    assert sight(congress).for_delegate(command, None).guards == (Guard(CONGRESS, 1),)


def test_a_seat_that_ends_while_its_holder_seconds_is_seen(congress):
    way = Way(congress).does("invite", "member", seconder="member-bo", sign_by="2025-03-28")
    ended = DelegateEnded(congress=CONGRESS, member="member-bo", branch="branch-2", reason="recalled", on=DAY)
    store = EndsAfterReading(congress, stream_of(CONGRESS, "member-bo"), ended)
    execute = acts(store, congress.parts.teller, congress.parts.live).proposals
    with pytest.raises(Refused) as caught:
        execute(way.id, ask.AcceptSeconding(by="member-bo", on=DAY), Write("member-bo", congress.clock()))
    assert caught.value.code == "not-a-delegate"
    assert store.looked == 2
