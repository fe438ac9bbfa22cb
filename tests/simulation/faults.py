"""The memory twins, with an effect at every place where a real one is slow, breaks off or repeats."""

from dataclasses import dataclass, field

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from services.chassis.bus.memory import MemoryRecords, MemoryTopic
from services.chassis.bus.topic import Broken, BusAway
from services.chassis.stores.memory import MemoryStore
from services.chassis.stores.sqlite_store import transactional
from tests.simulation.scheduler import Crash

AWAY = 0.01
PAGE = 4
POLL = 6


class FaultyStore(MemoryStore):
    """Others may write between what was read and the append; the answer to an append may never arrive."""

    def __init__(self, name, scheduler):
        super().__init__()
        self.name, self.scheduler = name, scheduler
        self.engine.dispose()
        self.engine = gated_engine(scheduler, name)

    def append(self, append):
        self.scheduler.pause(f"{self.name}: append")
        try:
            position = super().append(append)
        except Exception:
            self.scheduler.count("conflict")
            raise
        self.scheduler.pause(f"{self.name}: appended")
        return position

    def read(self, after, limit, types=()):
        return super().read(after, min(limit, PAGE), types)

    def backup(self):
        """What a backup of now would hold."""
        return list(self._log), dict(self._answers)

    def restore(self, backup):
        """Go back to a backup; the rows that are gone."""
        log, answers = backup
        gone = self._log[len(log) :]
        self._log, self._answers, self._streams = list(log), dict(answers), {}
        for row in log:
            self._streams.setdefault(row.stream, []).append(row)
        return gone


def gated_engine(scheduler, name):
    """A database in memory whose transactions wait for each other. The gate comes before the begin."""
    made = create_engine("sqlite://", poolclass=StaticPool, pool_reset_on_return=None)
    scheduler.gates.append(Gate(scheduler, made, name))
    return transactional(made, ())


class Gate:
    """One writing transaction at a time, as a database's locks have it; one may die before it commits."""

    def __init__(self, scheduler, engine, name):
        self.scheduler, self.name, self.holder = scheduler, name, None
        event.listen(engine, "begin", self.begin)
        event.listen(engine, "commit", self.commit)
        event.listen(engine, "rollback", self.rollback)

    def begin(self, db):
        writes = db.get_execution_options().get("begin", "begin") == "begin immediate"
        if self.scheduler.now is None:
            return
        if writes:
            self.scheduler.pause(f"{self.name}: begin")
        while self.holder not in (None, self.scheduler.now):
            self.scheduler.pause(f"{self.name}: waiting")
        if writes:
            self.holder = self.scheduler.now

    def commit(self, db):
        try:
            self.scheduler.pause(f"{self.name}: commit")
        except Crash:
            db.connection.driver_connection.execute("rollback").close()
            raise
        finally:
            self.holder = None

    def rollback(self, db):
        self.holder = None


@dataclass
class FaultyTopic(MemoryTopic):
    """Written record by record. What a dead relay had sent may still arrive; an answer may be lost."""

    scheduler: object = None
    arriving: list = field(default_factory=list)

    def identity(self):
        self._may_be_away()
        found = super().identity()
        self.scheduler.pause(f"{self.name}: identity")
        return found

    def tail(self, limit):
        self._may_be_away()
        found = super().tail(limit)
        self.scheduler.pause(f"{self.name}: tail")
        return found

    def publish(self, page):
        unsent = list(page)
        try:
            offset = self._written(unsent)
        except Crash:
            if unsent and self.scheduler.chance(0.5):
                self.scheduler.count("records of a dead relay arrive later")
                self.arriving += unsent
            raise
        self.scheduler.pause(f"{self.name}: acknowledged")
        if self.scheduler.chance(0.03):
            self.scheduler.count("acknowledgement lost")
            raise Broken("the answer was lost")
        return offset

    def _written(self, unsent):
        while unsent:
            if self.scheduler.random.random() < 0.4:
                self.scheduler.pause(f"{self.name}: record")
            if self.scheduler.chance(0.01):
                self.scheduler.count("page broken off")
                raise Broken("the broker refused")
            self.put([unsent.pop(0)])
        return len(self.log) - 1

    def put(self, records):
        """Write, whoever sent it."""
        self.log += records

    def arrive(self):
        """A record that was under way reaches the broker."""
        if self.arriving:
            self.put([self.arriving.pop(0)])

    def remake(self):
        super().remake()
        self.id, self.arriving = f"topic-{self.scheduler.tick}", []

    def _may_be_away(self):
        if self.scheduler.now and self.scheduler.chance(AWAY):
            self.scheduler.count("bus away")
            raise BusAway("no broker answers")


@dataclass
class FaultyRecords(MemoryRecords):
    """Delivers late, again, and in another order."""

    late: list = field(default_factory=list)

    def seek(self, offset):
        super().seek(offset)
        self.late.clear()

    def poll(self, limit):
        scheduler = self.topic.scheduler
        scheduler.pause(f"{self.topic.name}: poll")
        self.topic._may_be_away()
        if scheduler.chance(0.05):
            scheduler.count("delivery delayed")
            return []
        found, self.late = [*self.late, *super().poll(min(limit, scheduler.random.randint(1, POLL)))], []
        for fault in (self._again, self._out_of_order, self._held_back):
            if found and scheduler.chance(0.06):
                scheduler.count(f"delivery {fault.__name__.strip('_').replace('_', ' ')}")
                found = fault(found, scheduler.random)
        return found

    def left(self):
        return super().left() + len(self.late)

    def _again(self, found, random):
        return found + random.sample(found, random.randint(1, len(found)))

    def _out_of_order(self, found, random):
        return random.sample(found, len(found))

    def _held_back(self, found, random):
        self.late.append(found.pop(random.randrange(len(found))))
        return found


@dataclass
class Lease:
    """Who does a job that only one may do; `ended` is the session time-out of a frozen holder."""

    scheduler: object
    holder: object = None

    def held(self):
        self.scheduler.pause("lease: asked")
        if self.holder is None:
            self.holder = self.scheduler.now
        return self.holder is self.scheduler.now

    def leave(self):
        self.ended(self.scheduler.now)

    def ended(self, actor):
        if self.holder is actor:
            self.holder = None
