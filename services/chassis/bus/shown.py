"""What a reader is shown of an entry: all of it, or only that it is there.

Bytes are never masked: who may not see a confidential or restricted entry gets a stub, which closes
order and proofs as well as the entry does.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from services.chassis import entry
from services.chassis.event_store import Stored


class Record(NamedTuple):
    """What is shown of an entry: the bytes of a CloudEvent, and their stream as key."""

    key: bytes
    value: bytes


Shows = Callable[[Stored], Record]
OPEN = frozenset({"internal"})  # what every subscriber sees


def whole(row: Stored) -> Record:
    """The stored bytes, under their stream."""
    return Record(row.stream.encode(), row.entry)


def openly(source: str, classes: Collection[str] = OPEN) -> Shows:
    """Entries of these classes as they are; of every other one a stub, under a name of its own."""

    def shows(row: Stored) -> Record:
        if entry.read(row.entry).dataclassification in classes:
            return whole(row)
        return Record(stub_name(row).encode(), stub(row, source))

    return shows


def stub_name(row: Stored) -> str:
    """Made of the position alone, so that no stream can be told from it."""
    return f"withheld-{row.position:016d}"


def stub(row: Stored, source: str) -> bytes:
    """A CloudEvent that says only that there is an entry, when it was recorded, and its leaf hash."""
    name = stub_name(row)
    rest = {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": "hearth.withheld.v1",
        "subject": name,
        "partitionkey": name,
        "datacontenttype": "application/json",
        "data": {"leaf": row.leaf.hex()},
    }
    return entry.complete(row.position, row.recorded, entry.rest(rest))
