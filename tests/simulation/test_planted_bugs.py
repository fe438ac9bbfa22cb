"""A simulation that cannot fail proves nothing: each of these bugs is found within a few seeds."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from unittest import mock

import pytest
from sqlalchemy import update

from services.chassis import worker
from services.chassis.bus import topic_feed
from services.chassis.bus.shown import whole
from services.chassis.bus.topic import Broken
from services.chassis.commands import Found, executor
from services.chassis.entry import leaf, position_of
from services.chassis.feed import Page
from services.chassis.running import log
from services.chassis.stores.memory import MemoryStore
from services.chassis.views import Rebuild
from services.chassis.worker import Worker, reader
from tests.simulation import world
from tests.simulation.faults import FaultyStore
from tests.simulation.run import Kinds, Run, Violated
from tests.simulation.world import SmallPages

pytestmark = pytest.mark.slow
WITHIN = 60  # seeds


class BlindWorker(Worker):
    """Writes without looking whether another has taken over."""

    def _move(self, db, source, last, run, head):
        to = {"last": last + len(run), "head": head, "leaf": leaf(run[-1])}
        db.execute(update(reader).where(reader.c.source == source).values(to))


class LateWorker(Worker):
    """Remembers where it is only after the results are committed."""

    def _commit(self, source, last, run, head):
        with worker.writing(self.engine) as db:
            self._apply(db, source, last, run)
        with worker.writing(self.engine) as db:
            self._move(db, source, last, run, head)
        self._last[source] = last + len(run)


@dataclass
class HastyRelay(SmallPages):
    """Goes on with the next page before this one is acknowledged."""

    def step(self):
        if self._sent is None:
            self._sent = self.agreed()
        rows = self.store.read(self._sent, self.page)
        if rows:
            self._sent = rows[-1].position
            with suppress(Broken):
                self.topic.publish([self.shows(row) for row in rows])
        return len(rows)


class TrustingRelay(SmallPages):
    """Believes that the topic is the one it knows and holds what the store holds."""

    def agreed(self):
        return max(map(position_of, self.topic.tail(self.page)), default=0)


@dataclass
class StubbornFeed(topic_feed.TopicFeed):
    """Never goes back for what it has passed."""

    def read(self, after, limit):
        if self._after < 0:
            self.records.seek(after)
            self._after = 0
        entries = self.records.poll(limit)
        return Page(entries, after, after + self.records.left())


class ForgetfulStore(FaultyStore):
    """Acknowledges before it has written."""

    def append(self, append):
        head = self.head() + len(append.events)
        self.scheduler.pause(f"{self.name}: append")
        if self.scheduler.chance(0.05):
            return head
        return MemoryStore.append(self, append)


def without_key(store, teller, decider, **look):
    execute = executor(store, teller, decider, **look)
    return lambda stream, command, write: execute(stream, command, replace(write, key=None))


def without_guards(store, teller, decider, **look):
    def careless(command, state):
        return Found(look["look"](command, state).facts)

    return executor(store, teller, decider, **({"look": careless} if look else {}))


def anything_later(page, last):
    """`position > last`, instead of last + 1."""
    ahead = {at: each for each in page if (at := position_of(each)) > last}
    return [ahead[at] for at in sorted(ahead)], False


def past_the_live_one(self):
    return not any(each.behind for each in self.worker.step())


REDRIVE = Worker.redrive


def without_reactions(self, source, stream):
    return REDRIVE(replace(self, react=None), source, stream)


BUGS = {
    "a worker that does not compare before it sets": ({"worker": BlindWorker}, ()),
    "a worker that commits results and position apart": ({"worker": LateWorker}, ()),
    "a relay that does not wait for the page": ({"relay": HastyRelay}, ()),
    "a relay that does not look whether store and topic agree": ({"relay": TrustingRelay}, ()),
    "a feed that never goes back": ({"feed": StubbornFeed}, ()),
    "a store that acknowledges what it has not written": ({"store": ForgetfulStore}, ()),
    "commands that forget their key": ({"executor": without_key}, ()),
    "decisions without guards": ({"executor": without_guards}, ()),
    "an open topic that shows everything": ({}, ((world, "openly", lambda source: whole),)),
    "a reader that takes anything later": ({}, ((worker, "in_order", anything_later),)),
    "a rebuild that passes the live view": ({}, ((Rebuild, "step", past_the_live_one),)),
    "a redrive without reactions": ({}, ((Worker, "redrive", without_reactions),)),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug, record_property):
    log.configure("CRITICAL")
    kinds, patches = BUGS[bug]
    with ExitStack() as planted:
        for where, name, wrong in patches:
            planted.enter_context(mock.patch.object(where, name, wrong))
        found = next((seed for seed in range(WITHIN) if violated(seed, Kinds(**kinds))), None)
    record_property("found by seed", found)
    assert found is not None


def violated(seed, kinds):
    try:
        Run(seed, kinds).play()
    except Violated:
        return True
    return False
