"""One run from one seed: chaos for a while, then calm until everything is at rest, then judgement."""

from contextlib import suppress
from dataclasses import dataclass, field
from unittest import mock

from infra import processes
from infra.loop import TROUBLE, told
from services.chassis import views
from services.chassis.bus.relay import Disagrees
from services.chassis.bus.topic import Broken
from services.chassis.commands import Busy, Key, Write
from services.chassis.decider import Refused
from services.chassis.entry import position_of
from services.chassis.event_store import StillRunning
from services.chassis.running.operation import redriven
from services.chassis.views import Differs
from services.chassis.web.problems import Problem
from services.chassis.worker import OtherLog, Zombie
from tests.simulation.checker import HEARS, readers_wrong, violations
from tests.simulation.domain import CAP, DEADLY, POISON, UNWANTED, Cap, Pay, Send, Whisper
from tests.simulation.scheduler import Actor, Scheduler
from tests.simulation.world import HEARING, TELLING, Kinds, World

CHAOS, REST, PATIENCE = 500, 2_000, 200  # draws
FATAL = (Broken, Zombie, OtherLog, Differs)
AMOUNTS = (1, 2, 3, 4, 6, 9, UNWANTED, 10, 12)


class Violated(AssertionError):
    """A run did not keep a promise; its text says which, and how to see it again."""


@dataclass
class Pending:
    """A command that a client repeats, under its key, until it has an answer."""

    number: int = 0
    command: tuple | None = None


@dataclass
class Run:
    """A seed's whole story."""

    seed: int
    kinds: Kinds = field(default_factory=Kinds)
    tell: object = lambda line: None
    chaos: int = CHAOS
    wanted: set = field(default_factory=set)  # hearers to be built anew
    backup: object = None
    begun: dict = field(default_factory=dict)  # when a source's relays were begun anew by the operator

    def __post_init__(self):
        self.scheduler = Scheduler(self.seed, self.tell, died=self.died, froze=self.froze)
        self.world = World(self.scheduler, self.kinds)
        self.random, self.count = self.scheduler.random, self.scheduler.count
        self.pending = {}
        for service, clients in (("till", 3), ("mail", 1)):
            for number in range(clients):
                self.cast(f"{service} client {number}", self.client, service)
        for service in TELLING:
            for number in range(2):
                self.cast(f"{service} relay {number}", self.relay, service)
        for service in HEARING:
            for number in range(2):
                self.cast(f"{service} worker {number}", self.worker, service, number)
        self.cast("the operator", self.operator)
        ticks = self.random.sample(range(self.chaos // 4, self.chaos), 6)
        events = (
            (1.0, self.mend),
            (0.15, self.upgrade),
            (0.12, self.remake),
            (0.25, self.take_backup),
            (1.0, self.restore),
            (0.3, self.remake),
        )
        at = [*ticks[:3], *sorted(ticks[3:5]), ticks[5]]
        self.planned = {
            tick: act for tick, (share, act) in zip(at, events, strict=True) if self.random.random() < share
        }

    def cast(self, name, live, *given):
        self.scheduler.actors.append(Actor(name, lambda: live(name, *given)))

    # --- lives of processes

    def living(self, name, step, alarm=lambda: ""):
        """Step for ever, as a process does: what may pass is tried again, anything fatal ends this life."""
        alarms = self.world.alarms
        while True:
            try:
                step()
                alarms[name] = alarm()
            except TROUBLE as problem:
                alarms[name] = told(problem)
                self.count(f"alarm {type(problem).__name__}")
            except FATAL as problem:
                alarms[name] = told(problem)
                self.count(f"ended by {type(problem).__name__}")
                self.died(self.scheduler.now)
                return
            self.scheduler.pause(f"{name}: rests")

    def relay(self, name, service):
        self.living(name, self.world.relay_job(service).step)

    def worker(self, name, service, number):
        job = self.world.worker_job(service, number)
        self.living(name, job.step, lambda: job.sources.text)

    def client(self, name, service):
        execute, mine = self.world.execute(service), self.pending.setdefault(name, Pending())
        while True:
            self.scheduler.pause(f"{name}: thinks")
            if self.world.closed and service == "till":
                continue
            if mine.command is None and not self.scheduler.calm:
                mine.number += 1
                mine.command = self.thought_of(service)
            if mine.command:
                with suppress(StillRunning, Busy):
                    self.ask(name, service, execute, mine)

    def thought_of(self, service):
        draw = self.random.random()
        odd = (POISON if draw < 0.5 else DEADLY) if self.random.random() < 0.12 else 0
        amount, stream = odd or self.random.choice(AMOUNTS), f"account-{self.random.choice('abc')}"
        if service == "mail":
            return Send, f"post-{self.random.choice('xy')}", amount
        if draw < 0.15:
            return Cap, CAP, self.random.randrange(150)
        return (Whisper if draw < 0.3 else Pay), stream, amount

    def ask(self, name, service, execute, mine):
        kind, stream, amount = mine.command
        ref = f"{name} {mine.number}"
        write = Write(actor=name, at=self.world.clock(), key=Key(name, ref, ref))
        try:
            with self.world.stores[service].claim(name, ref) as answer:
                if answer is None:
                    execute(stream, kind(ref, amount), write)
                else:
                    self.count("command repeated under its key")
        except Refused:
            self.world.history.refused.add(ref)
        else:
            self.scheduler.pause(f"{name}: answer under way")
            if self.scheduler.chance(0.08):
                self.count("answer lost")
                return
            self.world.history.acknowledged[ref] = service
        mine.command = None

    def operator(self, name):
        while True:
            self.scheduler.pause("operator: looks")
            service = self.random.choice(HEARING)
            if self.scheduler.between_transactions() and self.world.parked(service):
                self.redrive(service)  # before a rebuild: what is parked has had no reaction
            elif service in self.wanted or self.scheduler.chance(0.15):
                self.rebuild(service)
            elif self.scheduler.chance(0.05):
                self.back(service)

    def rebuild(self, service):
        made = self.world.views(service)
        if made.outdated() or not made.number("live"):
            return  # its workers build it
        try:
            rebuild = made.rebuild()
            while not rebuild.step():
                self.scheduler.pause("operator: builds")
            rebuild.finish()
            self.wanted.discard(service)
            self.count("rebuilt and swapped")
        except (*TROUBLE, *FATAL) as problem:
            self.count(f"rebuild ended by {type(problem).__name__}")

    def redrive(self, service):
        for source, stream in {(source, stream) for source, _, stream in self.world.parked(service)}:
            self.world.history.parked.add((service, source, stream))
            try:
                redriven(self.world.views(service), source, stream)
                self.count("redriven")
            except Problem:
                self.count("redriven in vain")

    def back(self, service):
        try:
            self.world.views(service).back()
            self.count("went back a generation")
        except (*TROUBLE, *FATAL, LookupError) as problem:
            self.count(f"going back ended by {type(problem).__name__}")

    # --- what befalls them

    def died(self, actor):
        for lease in self.world.leases.values():
            lease.ended(actor)

    def froze(self, actor):
        """Mostly the others think that it is dead: its session is ended, its topics go to another."""
        if self.random.random() < 0.8:
            self.died(actor)
            if "worker" in actor.name:
                service, _, number = actor.name.split(" ")
                self.world.shares[service] = dict.fromkeys(HEARS[service], 1 - int(number))
                self.count("take-over from a frozen worker")

    def befall(self):
        """What happens outside every process at this draw."""
        if act := self.planned.get(self.scheduler.tick):
            act()
        if self.scheduler.chance(0.02):
            self.count("clock jump")
            self.world.forward(self.random.choice((-3_600, -5, 60, 86_400)))
        if self.scheduler.chance(0.02):
            self.count("rebalance")
            service = self.random.choice(HEARING)
            self.world.shares[service] = {each: self.random.randrange(2) for each in HEARS[service]}
        if self.random.random() < 0.1:
            self.random.choice(list(self.world.topics.values())).arrive()
        if self.scheduler.tick % 15 == 0 and self.scheduler.between_transactions():
            self.tend()

    def mend(self):
        self.world.mended = True

    def upgrade(self):
        self.count("fold of another version")
        self.world.version = "2"
        self.stop("board worker", "the operator")

    def remake(self):
        topic = self.random.choice(list(self.world.topics.values()))
        if topic.log and not self.world.closed:
            self.count("topic made anew")
            topic.remake()

    def take_backup(self):
        self.backup = self.world.stores["till"].backup()

    def restore(self):
        if self.backup:
            self.stop("till client", "till relay", "mail worker")
            gone = self.world.stores["till"].restore(self.backup)
            self.world.history.lost += [row.entry for row in gone]
            self.world.closed = True
            self.count("store restored from a backup")

    def stop(self, *names):
        """End processes; their next turn begins them anew."""
        for actor in self.scheduler.actors:
            if actor.name.startswith(names):
                self.scheduler.kill(actor)

    # --- the operator's answers to alarms

    def tend(self):
        for service in TELLING:
            alarms = [text for name, text in self.world.alarms.items() if name.startswith(f"{service} relay")]
            if any(text.startswith(Disagrees.__name__) for text in alarms):
                self.refill(service)
        for hearer in HEARING:
            for source in HEARS[hearer]:
                if self.reads_another(hearer, source):
                    self.tend_reader(hearer, source)
        if self.world.closed and all(self.heard_all(each) for each in HEARING):
            self.world.closed = False

    def refill(self, service):
        self.count("relay refused and topics refilled")
        names = [actor.name for actor in self.scheduler.actors if actor.name.startswith(f"{service} relay")]
        self.stop(*names)
        for name in names:
            self.world.alarms.pop(name, None)
        self.world.refill(service)

    def reads_another(self, hearer, source):
        names = [f"{hearer} worker {number}" for number in range(2)]
        return any(f"OtherLog: {source} " in self.world.alarms.get(name, "") for name in names)

    def tend_reader(self, hearer, source):
        if self.complete(source):
            self.count("reader refused another log")
            self.wanted.add(hearer)
        elif self.scheduler.tick > self.begun.get(source, -PATIENCE) + PATIENCE:
            self.begun[source] = self.scheduler.tick
            self.stop(f"{source} relay")  # begun anew it makes sure that topic and store agree

    def complete(self, source):
        top = max((position_of(each.value) for each in self.world.topics[source, "full"].log), default=0)
        return top == self.world.stores[source].head()

    def heard_all(self, hearer):
        """Whether a hearer has read all of the till's log, and this one."""
        rows = self.world.stores["till"]._log
        known = {name: (last, leaf) for name, last, leaf in self.places(hearer)}
        return not rows or known.get("till") == (len(rows), rows[-1].leaf)

    def places(self, hearer):
        return self.world.rows(hearer, "select source, last, leaf from reader")

    # --- the course of things

    def play(self):
        """Chaos, a power cut, calm, judgement. Raises Violated; gives how often each fault happened."""
        with (
            mock.patch.object(views, "Worker", self.kinds.worker),
            mock.patch.object(processes, "Relay", self.kinds.relay),
        ):
            try:
                self.storm()
                self.come_to_rest()
                self.judge(violations(self.world.history, self.world.evidence()))
            finally:
                self.scheduler.end()
                self.world.close()
        return self.scheduler.counts

    def storm(self):
        for _ in range(self.chaos):
            self.scheduler.step()
            self.befall()
        self.scheduler.end()
        self.count("power cut")
        if not self.world.history.lost:
            seen = self.world.evidence()
            self.note_parked(seen)
            self.judge(readers_wrong(self.world.history, seen))

    def note_parked(self, seen):
        for hearer, found in seen.parked.items():
            self.world.history.parked |= {(hearer, source, stream) for source, _, stream in found}

    def come_to_rest(self):
        self.scheduler.calm = self.world.mended = True
        for step in range(REST):
            self.scheduler.step()
            self.befall()
            if step % 20 == 19 and self.scheduler.between_transactions() and self.rests():
                return
        raise Violated(f"seed {self.seed} never came to rest: {self.standing()}")

    def rests(self):
        world = self.world
        return (
            not world.closed
            and not any(world.alarms.values())
            and not any(each.command for each in self.pending.values())
            and not any(topic.arriving for topic in world.topics.values())
            and not self.wanted
            and all(self.filled(name) for name in world.topics)
            and all(self.current(each) for each in HEARING)
        )

    def filled(self, name):
        log, head = self.world.topics[name].log, self.world.stores[name[0]].head()
        return max((position_of(each.value) for each in log), default=0) == head

    def current(self, hearer):
        last = self.world.last(hearer)
        heads = {source: self.world.stores[source].head() for source in HEARS[hearer]}
        return last == heads and not self.world.parked(hearer)

    def standing(self):
        heads = {name: store.head() for name, store in self.world.stores.items()}
        lasts = {each: self.world.last(each) for each in HEARING}
        alarms = {name: text for name, text in self.world.alarms.items() if text}
        filled = [name for name in self.world.topics if not self.filled(name)]
        return f"heads {heads}, read {lasts}, alarms {alarms}, not filled {filled}, wanted {self.wanted}"

    def judge(self, found):
        found = list(found)
        if found:
            raise Violated(f"seed {self.seed} (make simulate SEED={self.seed}): {'; '.join(found[:5])}")
