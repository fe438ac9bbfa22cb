"""A rebuild in several processes: stretches of the logs read side by side, and joined."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait as until_gone
from typing import Any

from sqlalchemy import event

from infra.embedded import now
from infra.services import root_of
from services.chassis.bus.reading import records
from services.chassis.bus.topic import full_topic
from services.chassis.bus.topic_feed import TopicFeed
from services.chassis.running import stretches
from services.chassis.running.assembly import engine_of, fold_of, generation
from services.chassis.running.config import Config
from services.chassis.running.stretches import Divisible, Stretch
from services.chassis.transactions import writing
from services.chassis.views import Views

SIZE = 400_000  # positions in a stretch; fewer than that in all are left to one reader
LOOK_SECONDS = 0.5  # between two looks at the processes


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
        size = min(self.size, max(self.until.values()) // 2)  # two at least: they say that it is not whole
        left = stretches.cut(self.views.of(self.number), self.until, size)
        self._began = self._position()
        spawning = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self.processes, spawning, alone)
        self._reading = {self._pool.submit(self.read, self.number, each) for each in left}

    def _finished(self) -> bool:
        self._end()
        engine, fold = self.views.of(self.number), self.views.fold
        feeds = self.views.again() if self.views.again else self.views.feeds
        assert isinstance(fold, Divisible)
        for source in self.until:
            stretches.join(engine, fold, feeds[source], self.views.clock)
        with writing(engine) as db:
            for each in fold.metadata.sorted_tables:
                db.exec_driver_sql(f"analyze {each.name}")
        return True

    def _position(self) -> int:
        return self.views.progress(self.number).position

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def alone() -> None:
    """What a reading process is: it ends with its parent; rings of garbage are looked for after a stretch."""
    gc.disable()
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
        if not postgres or views.react or not isinstance(views.fold, Divisible) or sum(until.values()) < SIZE:
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
        gc.collect()


def lazily(driver: Any, _: object) -> None:
    """Commit without waiting for the disk: what is lost is read again, and the swap waits for all."""
    driver.execute("set synchronous_commit = off")
    driver.commit()
