"""The relay: publishes a service's log to a topic, page by page, in order, again after a crash.

A page is acknowledged whole before the next is sent. So whatever the topic holds, everything before its
highest position is in it, and a relay that begins goes on after that. What a crashed or a frozen one
was sending may come twice; readers drop it.
"""

from dataclasses import dataclass

from sqlalchemy import Column, Engine, MetaData, String, Table, insert, select, update

from services.chassis import entry
from services.chassis.bus.shown import Shows
from services.chassis.bus.topic import Topic
from services.chassis.event_store import EventStore
from services.chassis.transactions import alone, at_once, writing

PAGE = 1_000
REMADE = "it was deleted and made anew, and what it held before is missing"

relaying = MetaData()
relayed = Table(
    "relayed",
    relaying,
    Column("topic", String(200), primary_key=True),
    Column("identity", String(64), nullable=False),
)


class Disagrees(Exception):
    """The topic does not hold what this store would publish: nothing is sent until somebody decides."""


@dataclass
class Relay:
    """Publishes `store` to `topic`. `step` has no thread and no sleep; raises Disagrees, BusAway, Broken."""

    store: EventStore
    topic: Topic
    shows: Shows  # what the topic is told of an entry
    page: int = PAGE
    _sent: int | None = None

    def step(self) -> int:
        """Publish the next page, after making sure once that topic and store agree; how many entries."""
        if self._sent is None:
            self._sent = self.agreed()
        rows = self.store.read(self._sent, self.page)
        if rows:
            offset = self.topic.publish([self.shows(row) for row in rows])
            self._sent = rows[-1].position
            if offset < self._sent - 1:
                raise Disagrees(f"{self.topic.name} holds position {self._sent} at offset {offset}: {REMADE}")
        return len(rows)

    def behind(self) -> int:
        """Entries that the topic does not hold yet, as far as this relay knows."""
        return self.store.head() - (self._sent or 0)

    def agreed(self) -> int:
        """Up to which position the topic is filled. Raises Disagrees."""
        must_be_known(self.store.engine, self.topic)
        tail = self.topic.tail(self.page)
        if not tail:
            return 0
        newest = max(tail, key=entry.position_of)
        at = entry.position_of(newest)
        if self.topic.end() < at:
            raise Disagrees(f"{self.topic.name} holds position {at} and fewer records: {REMADE}")
        if [self.shows(row).value for row in self.store.read(at - 1, 1)] != [newest]:
            raise Disagrees(
                f"{self.topic.name} holds position {at} and this store, which ends at {self.store.head()}, "
                "holds something else there: it was restored from an older backup, or it is not the store "
                "that filled the topic"
            )
        return at


def must_be_known(engine: Engine, topic: Topic) -> None:
    """Raise Disagrees when the topic is not the one that was filled before; a first one is remembered."""
    with alone(engine) as db:
        relaying.create_all(db)
    now = topic.identity()
    with at_once(engine) as db:
        known = db.execute(select(relayed.c.identity).where(relayed.c.topic == topic.name)).scalar()
    if known is None:
        remember(engine, topic)
    elif known != now:
        raise Disagrees(f"{topic.name} has another id: {REMADE}")


def remember(engine: Engine, topic: Topic) -> None:
    """From now on this is the topic to fill."""
    row = {"topic": topic.name, "identity": topic.identity()}
    with writing(engine) as db:
        known = update(relayed).where(relayed.c.topic == topic.name).values(row)
        if not db.execute(known).rowcount:
            db.execute(insert(relayed).values(row))
