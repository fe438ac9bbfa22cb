"""The one set of bytes: a CloudEvents 1.0 JSON object, written once, when it is appended.

`sequence` and `recordedtime` are known only under the append lock, so an entry is prepared as
everything that follows them (`rest`) and completed by `complete`, which every store driver
reproduces to the byte.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

LIMIT = 65_535  # bytes: an entry bundle of C2SP tlog-tiles prefixes each entry with a uint16
NEVER = "0000-00-00T00:00:00.000000Z"  # as long as any recorded time
HEAD = b'{"sequence":"%016d","recordedtime":"%s",'
TYPE = b'"type":"'


class Envelope(msgspec.Struct, frozen=True):
    """What a reader needs of an entry; `data` stays undecoded until somebody hears it."""

    sequence: str
    recordedtime: str
    id: str
    source: str
    type: str
    subject: str
    data: msgspec.Raw
    streamversion: int = 0
    time: str = ""
    authtype: str = ""
    authid: str = ""
    causationid: str = ""
    correlationid: str = ""
    dataclassification: str = "internal"
    sealeddigest: str = ""


@dataclass(frozen=True)
class Prepared:
    """An event on its way into the log: all but its position and recorded time."""

    id: str
    type: str
    version: int
    rest: bytes
    sealed: bytes | None
    event: Any


_encoder = msgspec.json.Encoder()
_envelope = msgspec.json.Decoder(Envelope)


def encode(value: object) -> bytes:
    """JSON: decimals as text, dates in ISO 8601, dataclasses as objects."""
    return _encoder.encode(value)


def rest(attributes: dict[str, Any]) -> bytes:
    """The entry after its head: attributes in the given order, empty ones left out."""
    kept = {name: value for name, value in attributes.items() if value not in (None, "")}
    return encode(kept)[1:]


def complete(position: int, recorded: str, rest: bytes) -> bytes:
    """The stored bytes."""
    return HEAD % (position, recorded.encode()) + rest


def digest(sealed: bytes) -> str:
    """What the entry says of its sealed part: SHA-256 of the ciphertext, in hex."""
    return hashlib.sha256(sealed).hexdigest()


def leaf(entry: bytes) -> bytes:
    """The Merkle leaf hash of an entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def read(entry: bytes) -> Envelope:
    return _envelope.decode(entry)


def position_of(entry: bytes) -> int:
    """The position, from its fixed place at the head of the bytes."""
    return int(entry[13:29])


def typed(name: str) -> bytes:
    """How an entry says that it is of this type."""
    return TYPE + name.encode() + b'"'


def type_in(entry: bytes) -> tuple[int, bytes]:
    """Where an entry says its type, and how: no text holds such bytes, its quotes are escaped."""
    at = entry.find(TYPE)
    if at < 0:
        raise msgspec.ValidationError("an entry without a type")
    return at, entry[at : entry.find(b'"', at + len(TYPE)) + 1]


def recorded_of(entry: bytes) -> str:
    """The recorded time, from its fixed place at the head of the bytes."""
    return entry[47:74].decode()


def recorded_text(at: datetime) -> str:
    """UTC with microseconds, always 27 characters, so that it sorts as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def happened_text(when: date | datetime, zone: ZoneInfo) -> str:
    """RFC 3339; a date-only fact takes its day's start in the school's zone."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(), zone)
    return when.astimezone(zone).isoformat()
