"""A service's log, heard from a topic: positions are the only cursor, offsets are found from them.

A topic starts at position 1 and never skips, so position p is nowhere before offset p - 1. Reading from
there and dropping what is lower finds it, whatever the topic has repeated; a topic that was deleted
and filled anew needs no other rule. So nobody has to keep an offset.
"""

from dataclasses import dataclass

from services.chassis import entry
from services.chassis.bus.topic import Records
from services.chassis.feed import Page
from services.chassis.worker import in_order


@dataclass
class TopicFeed:
    """`Feed` over a topic. Reads on over a hole, and goes back for what it passed once that is closed."""

    source: str
    records: Records
    _after: int = -1  # what the next read asks for when its reader has taken everything so far
    _passed: int = 0  # the highest position seen beyond a hole

    def read(self, after: int, limit: int) -> Page:
        """Up to `limit` records from where position `after` + 1 can be; may repeat. Raises BusAway."""
        if after != self._after:
            self.records.seek(after)
            self._passed = 0
        self._after = -1  # whatever is raised now, the place is no longer known
        entries = self.records.poll(limit)
        run, beyond = in_order(entries, after)
        last = after + len(run)
        go_back = bool(run and (beyond or self._passed))
        if beyond:
            self._passed = max(self._passed, *map(entry.position_of, entries))
        self._after = -1 if go_back else last
        head = max(last + self.records.left(), self._passed)
        return Page(entries if beyond else run, last, head, run=not beyond)
