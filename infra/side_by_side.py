"""A rebuild in several processes: stretches of the logs read side by side, joined, indexed."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait as until_gone
from typing import Any

from sqlalchemy import Engine, event, inspect
from sqlalchemy.schema import AddConstraint

from infra.embedded import now
from infra.garbage import READING, seldom
from infra.services import root_of
from services.chassis.bus.reading import records
from services.chassis.bus.topic import full_topic
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.running import stretches
from services.chassis.running.assembly import engine_of, fold_of, generation
from services.chassis.running.config import Config
from services.chassis.running.stretches import Stretch
from services.chassis.transactions import writing
from services.chassis.views import Views
from services.chassis.worker import Fold

SIZE = 400_000  # positions in a stretch; fewer than that in all are left to one reader
LOOK_SECONDS = 0.5  # between two looks at the processes
MEMORY = "set local maintenance_work_mem = '256MB'"  # for sorting an index


@dataclass
class SideBySide:
    """Reads a generation up to positions in processes: to be called until True. One that died is replaced.

    `read` reads a stretch of a generation in a process of its own; what it raises is raised.
    """

    views: Views
    number: int
    until: Mapping[str, int]
    read: Callable[[int, Stretch], None]
    processes: int
    size: int = SIZE
    _pool: ProcessPoolExecutor | None = None
    _reading: set[Future[None]] = field(default_factory=set)
    _began: int = -1  # what was read when the processes were started
    _whole: bool = False

    def __call__(self) -> bool:
        if not self._whole:
            self._whole = self._stepped()
        return self._whole

    def _stepped(self) -> bool:
        if self._pool is None:
            self._begin()
        try:
            done, self._reading = wait(self._reading, LOOK_SECONDS, FIRST_COMPLETED)
            for each in done:
                each.result()
        except BrokenExecutor:
            self._end()
            if self._position() == self._began:
                raise
            return False
        except BaseException:
            self._end()
            raise
        return not self._reading and self._finished()

    def _begin(self) -> None:
        engine, fold = self.views.of(self.number), self.views.fold
        size = min(self.size, max(self.until.values()) // 2)  # two at least: they say that it is not whole
        if left := stretches.cut(engine, self.until, size):
            strip(engine, fold)
        self._began = self._position()
        spawning = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self.processes, spawning, alone)
        self._reading = {self._pool.submit(self.read, self.number, each) for each in left}

    def _finished(self) -> bool:
        self._end()
        engine, fold = self.views.of(self.number), self.views.fold
        feeds = self.views.again() if self.views.again else self.views.feeds
        index(engine, fold)  # first: what is joined is taken to be whole
        for source in self.until:
            stretches.join(engine, fold, feeds[source], self.views.clock)
        return True

    def _position(self) -> int:
        return self.views.progress(self.number).position

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def strip(engine: Engine, fold: Fold) -> None:
    """Take the indexes off, where rows are copied in: made at the end, they cost a third."""
    if engine.dialect.name == "postgresql":
        with writing(engine) as db:
            for table in stretches.keyed(fold):
                db.exec_driver_sql(f"alter table {table.name} drop constraint if exists {table.name}_pkey")
                for each in table.indexes:
                    each.drop(db, checkfirst=True)


def index(engine: Engine, fold: Fold) -> None:
    """Make the indexes that are missing; a position that was applied twice would be found here."""
    for table in stretches.keyed(fold) if engine.dialect.name == "postgresql" else ():
        with writing(engine) as db:
            db.exec_driver_sql(MEMORY)
            if table.primary_key and not inspect(db).get_pk_constraint(table.name)["constrained_columns"]:
                db.execute(AddConstraint(table.primary_key, isolate_from_table=False))
            for each in table.indexes:
                each.create(db, checkfirst=True)
            db.exec_driver_sql(f"analyze {table.name}")


def divisible(fold: Fold) -> bool:
    """Whether every row of the fold says which event told it, or is derived from such rows."""
    rest = [each for each in fold.metadata.sorted_tables if not each.info.get("derived")]
    return rest == stretches.keyed(fold)


def alone() -> None:
    """What a reading process is: it ends with its parent, and seldom looks for rings of garbage."""
    seldom(READING)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    until_gone([sentinel])
    os._exit(1)


def bulk_of(config: Config, service: str) -> Callable[..., SideBySide | None]:
    """What reads most of a rebuild of this service's read models from Kafka into PostgreSQL."""

    def made(views: Views, number: int, until: Mapping[str, int]) -> SideBySide | None:
        postgres = views.engine.dialect.name == "postgresql"
        if not postgres or views.react or not divisible(views.fold) or sum(until.values()) < SIZE:
            return None
        read = partial(read_stretch, config, service)
        return SideBySide(views, number, until, read, config.rebuild_processes)

    return made


def read_stretch(config: Config, service: str, number: int, of: Stretch) -> None:
    """Apply a stretch to a generation, from Kafka."""
    topic = records(config, full_topic(config.school, of.source))
    main = engine_of(config, service)
    engine = generation(config, service, main, number)
    event.listen(engine, "connect", lazily)
    try:
        stretches.read(engine, fold_of(config, root_of(service)), TopicFeed(of.source, topic), of, now)
    finally:
        topic.close()
        engine.dispose()
        main.dispose()


def lazily(driver: Any, _: object) -> None:
    """Commit without waiting for the disk: what is lost is read again, and the swap waits for all."""
    driver.execute("set synchronous_commit = off")
    driver.commit()
