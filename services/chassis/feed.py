"""The feed's port: how a service hears another, whatever carries the entries.

A feed may repeat and reorder; it never invents. `Worker` applies position last + 1 and nothing
else, so a reader never skips and never doubles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.chassis.event_store import EventStore


class FeedAway(Exception):
    """The source does not answer, or not with a page of its log: ask again later."""


@dataclass(frozen=True)
class Page:
    """Entries' stored bytes after a position, how far the feed has scanned, and the head."""

    entries: Sequence[bytes]
    scanned: int
    head: int
    run: bool = False  # the entries are known to be those of the next positions, in order


class Feed(Protocol):
    """Implemented by `feed.StoreFeed` (in process), `http_feed.HttpFeed` and `topic_feed.TopicFeed`."""

    source: str  # the service that tells, e.g. "membership"

    def read(self, after: int, limit: int) -> Page:
        """Up to `limit` entries with position > after, stored bytes unchanged. Raises FeedAway."""


@dataclass(frozen=True)
class StoreFeed:
    """Another service's log in the same process."""

    source: str
    store: EventStore

    def read(self, after: int, limit: int) -> Page:
        head = self.store.head()
        rows = self.store.read(after, limit)
        scanned = rows[-1].position if rows else after
        return Page([row.entry for row in rows], scanned, max(head, scanned))
