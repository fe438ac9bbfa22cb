"""The bus's ports. A topic has one partition and keeps everything; it may repeat, never skip.

Implemented by `memory` (tests, simulation) and `kafka_python` (Apache Kafka); `librdkafka` reads.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from services.chassis.bus.shown import Record as Record
from services.chassis.feed import FeedAway


def full_topic(school: str, service: str) -> str:
    """The topic that carries every entry, for the platform's own services and audit."""
    return f"hearth.{school}.full.{service}"


def open_topic(school: str, service: str) -> str:
    """The topic for departments: internal entries, and stubs of the others."""
    return f"hearth.{school}.open.{service}"


class BusAway(FeedAway):
    """The brokers do not answer, or the topic is not there: ask again later."""


class Broken(Exception):
    """A page could not be written whole; what follows it must not be sent. The process ends."""


class Topic(Protocol):
    """A topic as the one who fills it sees it."""

    name: str

    def identity(self) -> str:
        """The topic's own id: deleted and made anew under the same name it has another. Raises BusAway."""

    def end(self) -> int:
        """How many records it has ever been given. Raises BusAway."""

    def tail(self, limit: int) -> list[bytes]:
        """The values of the last records, oldest first; at most `limit`. Raises BusAway."""

    def publish(self, page: Sequence[Record]) -> int:
        """Write a page; returns the offset of its last record when all of it is acknowledged.

        However long that takes. Raises Broken.
        """


class Records(Protocol):
    """A topic as one reader sees it: a place in it, and what follows. Offsets are 0, 1, 2..."""

    def seek(self, offset: int) -> None:
        """Go to an offset, which may lie beyond the end."""

    def poll(self, limit: int) -> list[bytes]:
        """The values of the next records, none when there are none yet. Raises BusAway."""

    def left(self) -> int:
        """How many records follow the place, as far as is known."""


class Shares(Protocol):
    """Which of the topics that several readers share are this reader's now."""

    def mine(self) -> Collection[str]:
        """Names of topics. Asked often, it keeps this reader among those who share. Raises BusAway."""
