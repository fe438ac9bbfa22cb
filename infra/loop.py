"""What a relay's or a worker's process does all day: step, rest when idle, say once what is wrong."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.bus.relay import Disagrees
from services.chassis.feed import FeedAway
from services.chassis.worker import TooManyParked

log = structlog.get_logger(__name__)
IDLE_SECONDS = 0.02  # between two looks when there was nothing to do
TROUBLE_SECONDS = 0.5  # after something that may pass by itself, or once an operator has acted
DATABASE = (SQLAlchemyError, psycopg.Error)  # a store asks past SQLAlchemy too
TROUBLE = (*DATABASE, FeedAway, Disagrees, TooManyParked)


@dataclass
class Alarm:
    """What is wrong with a job now, "" when nothing is; each new text is logged once."""

    job: str
    text: str = ""

    def sound(self, text: str) -> None:
        if text and text != self.text:
            log.error("alarm", job=self.job, cause=text)
        elif self.text and not text:
            log.warning("alarm over", job=self.job)
        self.text = text


def repeat(step: Callable[[], bool], stop: threading.Event, alarm: Alarm) -> None:
    """Step until `stop` is set. What may pass is an alarm and is tried again; anything else ends the job."""
    while not stop.is_set():
        try:
            moved = step()
        except TROUBLE as problem:
            alarm.sound(told(problem))
            stop.wait(TROUBLE_SECONDS)
            continue
        alarm.sound("")
        if not moved:
            stop.wait(IDLE_SECONDS)


def told(problem: Exception) -> str:
    """The kind of a database's trouble (its text may hold personal data), the whole text of ours."""
    kind = type(problem).__name__
    return kind if isinstance(problem, DATABASE) else f"{kind}: {problem}"
