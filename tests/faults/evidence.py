"""What a platform holds, read from outside: the stores by plain SQL, the topics by a plain consumer."""

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from kafka import KafkaConsumer, TopicPartition
from psycopg import sql

from tests.faults.checker import Line, Log, Reader, Row, Sample, Told, Verdict, judge

SERVICES = ("membership", "welfare", "congress", "evaluation")
READER = "evaluation"
PAUSE = 0.05  # seconds between two looks at the reader

LIVE = "select 'view_' || number from generation where state = 'live'"
LOG = "select position, stream, version, id, type, recorded, entry from log order by position"
LAST = "select source, last from {view}.reader order by source"
TOLD = """
    select distinct source, split_part(head, '"', 2)::bigint as at, split_part(head, '"', 4)
    from {view}.folio, string_to_table(told, E'\\n') as head order by source, at
"""
PARKED = "select source, position from {view}.parked"
# All that a line says but where and when it was told, which differs between a fact and its withdrawal.
# A row lists fact, measure, day, filed, persons, occasion, subject, tags, amount, count, known, position.
LINES = """
    select array[unit, l->>0, l->>1, l->>2, l->>3, person, l->>5, l->>6, l->>7, l->>8],
           source, (l->>11)::bigint, (l->>9)::int
    from {view}.folio, string_to_table(lines, E'\\n') as line, cast(line as json) as l,
         json_array_elements_text(l->4) as person
    union all
    select array[fact, register, key, unit, day, value], source, position, count from {view}.entry
"""
LOOK = """
    select r.source, r.last, count(t.at), coalesce(max(t.at), 0)
    from {view}.reader r left join (
      select distinct source, split_part(head, '"', 2)::bigint as at
      from {view}.folio, string_to_table(told, E'\\n') as head
    ) t on t.source = r.source group by r.source, r.last
"""


@dataclass(frozen=True)
class Places:
    """Where to look: a database address per service, Kafka's address, the school, the history's file."""

    databases: Mapping[str, str]
    bootstrap: str
    school: str
    history: Path


def of_view(query: str, view: str) -> sql.Composed:
    return sql.SQL(query).format(view=sql.Identifier(view))


def history(path: Path) -> list[dict[str, Any]]:
    """The lines of the clients' file."""
    return [json.loads(each) for each in path.read_text("utf-8").splitlines()]


def store(address: str) -> list[Row]:
    """A service's log, whole."""
    with psycopg.connect(address) as db:
        return [Row(*row[:6], bytes(row[6])) for row in db.execute(LOG)]


def topic(bootstrap: str, name: str, last: int | None = None) -> list[bytes]:
    """The values of all records from offset 0 to the end, in order; or of the last few."""
    place = TopicPartition(name, 0)
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        bootstrap_timeout_ms=90_000,  # a broker that was killed may be on its way
        reconnect_backoff_max_ms=500,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
    )
    try:
        consumer.assign([place])
        end = consumer.end_offsets([place])[place]
        consumer.seek(place, max(0, end - last) if last else 0)
        values: list[bytes] = []
        while consumer.position(place) < end:
            values += [each.value for each in consumer.poll(1_000, max_records=5_000).get(place, [])]
        return values
    finally:
        consumer.close()


def topic_name(places: Places, kind: str, service: str) -> str:
    return f"hearth.{places.school}.{kind}.{service}"


def newest(places: Places, kind: str) -> dict[str, int]:
    """The position in the last record of each service's topic of a kind."""
    tails = {name: topic(places.bootstrap, topic_name(places, kind, name), 1) for name in SERVICES}
    return {name: int(json.loads(tail[0])["sequence"]) for name, tail in tails.items() if tail}


def heads(places: Places) -> dict[str, int]:
    """The last position of each store."""
    return {
        name: one(places.databases[name], "select coalesce(max(position), 0) from log") for name in SERVICES
    }


def one(address: str, query: str) -> Any:
    with psycopg.connect(address) as db:
        (found,) = db.execute(query.encode()).fetchone() or (None,)
    return found


def lasts(places: Places) -> dict[str, int]:
    """Up to which position evaluation has heard each source."""
    with psycopg.connect(places.databases[READER]) as db:
        return dict(db.execute(of_view(LAST, one(places.databases[READER], LIVE))).fetchall())


def log(places: Places, service: str) -> Log:
    """A service's store and topics."""
    full, opened = (topic(places.bootstrap, topic_name(places, kind, service)) for kind in ("full", "open"))
    return Log(store(places.databases[service]), full, opened)


def reader(address: str, samples: Sequence[Sample] = (), aside: Sequence[tuple[str, int]] = ()) -> Reader:
    """What evaluation has made of what it heard."""
    with psycopg.connect(address) as db:
        (view,) = db.execute(LIVE).fetchone() or ("",)
        last = dict(db.execute(of_view(LAST, view)).fetchall())
        told = [Told(*row) for row in db.execute(of_view(TOLD, view))]
        lines = [lined(row) for row in db.execute(of_view(LINES, view))]
        parked = [(source, at) for source, at in db.execute(of_view(PARKED, view))]
    return Reader(last, told, lines, parked, tuple(samples), tuple(aside))


def lined(row: tuple[Any, ...]) -> Line:
    what, source, position, count = row
    return Line(tuple(what), source, position, count)


@dataclass
class Watch:
    """Looks at evaluation again and again from its own thread; waits for a database that is away."""

    address: str
    samples: list[Sample] = field(default_factory=list)
    aside: set[tuple[str, int]] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(psycopg.OperationalError, psycopg.errors.UndefinedTable):
                self._look()
            self._stop.wait(PAUSE)

    def _look(self) -> None:
        with psycopg.connect(self.address, connect_timeout=2) as db:
            db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while not self._stop.is_set():
                for (view,) in db.execute(LIVE).fetchall():
                    rows = db.execute(of_view(LOOK, view)).fetchall()
                    self.samples += [Sample(view, *row) for row in rows]
                    self.aside |= set(db.execute(of_view(PARKED, view)).fetchall())
                db.rollback()
                self._stop.wait(PAUSE)


def verdict(places: Places, watch: Watch | None = None) -> Verdict:
    """Read everything, and judge it."""
    found = reader(
        places.databases[READER],
        watch.samples if watch else (),
        sorted(watch.aside) if watch else (),
    )
    return judge(history(places.history), {name: log(places, name) for name in SERVICES}, found)
