"""A whole platform in one thread: two services that tell, two that hear, and everything that befalls them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from sqlite3 import OperationalError
from types import SimpleNamespace

from infra.loop import Alarm
from infra.processes import RelayJob, WorkerJob
from services.chassis.bus.relay import Relay, remember
from services.chassis.bus.shown import openly, whole
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.commands import executor
from services.chassis.reactions import reacting
from services.chassis.running.service import Service
from services.chassis.views import Views, control
from services.chassis.worker import Worker
from tests.simulation.checker import HEARS, Evidence, History
from tests.simulation.domain import Count, answers, cap_in_force, decider, teller
from tests.simulation.faults import PAGE, FaultyRecords, FaultyStore, FaultyTopic, Lease, gated_engine

TELLING, HEARING = ("till", "mail"), ("mail", "board")


@dataclass
class SmallPages(Relay):
    page: int = PAGE


@dataclass(frozen=True)
class Kinds:
    """What a world is made of; a planted bug takes the place of one of them."""

    relay: type = SmallPages
    feed: type = TopicFeed
    records: type = FaultyRecords
    store: type = FaultyStore
    worker: type = Worker
    executor: object = staticmethod(executor)


@dataclass
class World:
    """Everything that outlives a process, and how each process is made anew."""

    scheduler: object
    kinds: Kinds = field(default_factory=Kinds)
    at: datetime = datetime(2025, 6, 2, 4, tzinfo=UTC)
    history: History = field(default_factory=History)
    version: str = "1"  # of the board's fold
    mended: bool = False
    closed: bool = False  # the till takes no commands
    alarms: dict = field(default_factory=dict)  # process -> what is wrong

    def __post_init__(self):
        ids = (f"id-{number:05d}" for number in count(1))
        self.stores = {each: self.kinds.store(each, self.scheduler) for each in TELLING}
        self.tellers = {each: teller(each, partial(next, ids)) for each in TELLING}
        self.topics = {
            (service, kind): FaultyTopic(f"{kind}.{service}", id="first", scheduler=self.scheduler)
            for service in TELLING
            for kind in ("full", "open")
        }
        self.leases = {
            name: Lease(self.scheduler) for name in (*TELLING, *(f"{each} rebuild" for each in HEARING))
        }
        self.shares = {each: {source: 0 for source in HEARS[each]} for each in HEARING}
        self.databases = {}
        for each in HEARING:
            control.create_all(self.database(each, 0))

    def clock(self):
        return self.at

    def forward(self, seconds):
        self.at += timedelta(seconds=seconds)

    def database(self, service, number):
        """The control tables (0) or a generation of the read models."""
        if (service, number) not in self.databases:
            name = f"{service} generation" if number else f"{service} control"
            self.databases[service, number] = gated_engine(self.scheduler, name)
        return self.databases[service, number]

    def close(self):
        for each in (*self.databases.values(), *(store.engine for store in self.stores.values())):
            each.dispose()

    # --- processes

    def execute(self, service):
        store = self.stores[service]
        look = {"look": cap_in_force(store)} if service == "till" else {}
        return self.kinds.executor(store, self.tellers[service], decider, **look)

    def feeds(self, service):
        return {
            source: self.kinds.feed(source, self.kinds.records(self.topics[source, "full"]))
            for source in HEARS[service]
        }

    def fold(self, service):
        hears = [name for types in HEARS[service].values() for name in types]
        return Count(hears, lambda: self.mended, self.version if service == "board" else "1")

    def views(self, service, number=0):
        """As a process of the service has them; `number` is which of its workers it is."""
        react = None
        if service == "mail":
            reaction = answers(self.execute("mail"), lambda: self.mended)
            react = reacting(self.stores["mail"], self.clock, [reaction])
        return Views(
            self.database(service, 0),
            partial(self.database, service),
            self.fold(service),
            self.feeds(service),
            self.clock,
            react,
            lambda: self.mine(service, number),
            lambda: self.feeds(service),
        )

    def mine(self, service, number):
        self.scheduler.pause("group: asked")
        return {source for source, whose in self.shares[service].items() if whose == number}

    def relay_job(self, service):
        store, source = self.stores[service], self.tellers[service].source
        parts = SimpleNamespace(store=store, clock=self.clock)
        process = SimpleNamespace(name=service, parts=parts, checkpoint=lambda: None)
        shows = {"full": whole, "open": openly(source)}
        topics = {kind: (self.topics[service, kind], each) for kind, each in shows.items()}
        return RelayJob(process, self.leases[service], topics)

    def worker_job(self, service, number):
        parts = SimpleNamespace(views=self.views(service, number), clock=self.clock)
        return WorkerJob(Service(None, parts), self.leases[f"{service} rebuild"], Alarm("sources"))

    # --- what an operator does from outside, all processes concerned being stopped

    def refill(self, service):
        """Topics are made anew, and the relays told that these are the ones to fill."""
        for (name, _), topic in self.topics.items():
            if name == service:
                topic.remake()
                remember(self.stores[service].engine, topic)

    # --- what is there, for whoever judges it

    def asked(self, service, number, sql):
        """What a database holds, past all transactions: to be asked between them."""
        held = self.database(service, number).raw_connection()
        try:
            return held.driver_connection.execute(sql).fetchall()
        except OperationalError:  # a generation that nobody has opened yet
            return []
        finally:
            held.close()

    def rows(self, service, sql):
        """Rows of the live generation; none when there is none yet."""
        live = self.asked(service, 0, "select number from generation where state = 'live'")
        return self.asked(service, live[0][0], sql) if live else []

    def last(self, service):
        return dict(self.rows(service, "select source, last from reader"))

    def parked(self, service):
        return self.rows(service, "select source, position, stream from parked")

    def evidence(self):
        return Evidence(
            {name: list(store._log) for name, store in self.stores.items()},
            {name: list(topic.log) for name, topic in self.topics.items()},
            {each: self.last(each) for each in HEARING},
            {
                each: self.rows(each, "select source, position, stream from lines order by place")
                for each in HEARING
            },
            {
                each: {(row[0], row[1]): (row[2], row[3]) for row in self.rows(each, "select * from sums")}
                for each in HEARING
            },
            {each: self.parked(each) for each in HEARING},
        )
