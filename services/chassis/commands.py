"""The command side, once for the whole platform: load, fold, decide, append, retry on conflict."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from services.chassis import entry
from services.chassis.decider import Decider
from services.chassis.entry import Prepared
from services.chassis.event_store import Answer, Append, Conflict, EventStore, Guard, Oversize
from services.chassis.events import Vocabulary, happened, split, type_of

ATTEMPTS = 8


class Busy(Exception):
    """The stream kept moving; the caller may simply ask again."""


class Stale(Exception):
    """The stream is not at the version that the caller saw (If-Match)."""


@dataclass(frozen=True)
class Key:
    """An Idempotency-Key, scoped to its caller, with the fingerprint of the payload."""

    caller: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Write:
    """Who writes, when, why, under which key and on which version seen.

    `about` names what is written about where a stream holds several things (it is the id answered
    then), and `creates` says that it begins with this write. `fresh` names a stream whose id was made
    for this write: nothing can be on it yet.
    """

    actor: str
    at: datetime
    kind: str = "app_user"
    seen: int | None = None
    key: Key | None = None
    correlation: str = ""
    cause: str = ""
    traceparent: str = ""
    about: str = ""
    creates: bool = False
    fresh: str = ""


@dataclass(frozen=True)
class Found:
    """What a look brings to a decision: any facts and rules, and guards on other streams read."""

    facts: Any = None
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a command came to; `position` is 0 when nothing was appended.

    `stream` is the id that is answered: the stream's own, or what the write was about.
    """

    stream: str
    version: int
    status: int
    events: tuple[Any, ...] = ()
    position: int = 0


Look = Callable[[Any, Any], Found]  # (command, state) -> Found


class Sealer(Protocol):
    """Encrypts a person's fields under that person's key (`sealing.py`)."""

    def seal(self, person: str, plain: bytes) -> bytes: ...


@dataclass(frozen=True)
class Teller:
    """How one service writes its entries: its CloudEvents source, ids, zone and seals."""

    source: str
    vocabulary: Vocabulary
    zone: ZoneInfo
    ids: Callable[[], str]
    sealer: Sealer
    salt: Callable[[], str] = lambda: secrets.token_hex(16)

    def prepare(self, stream: str, version: int, event: Any, write: Write) -> Prepared:
        """The entry of `event` but for its position and recorded time."""
        told, event_id = type_of(event), self.ids()
        data, personal = split(event)
        sealed = self.sealer.seal(getattr(event, told.person), entry.encode(personal)) if personal else None
        rest = entry.rest(
            {
                "specversion": "1.0",
                "id": event_id,
                "source": self.source,
                "type": told.name,
                "subject": stream,
                "partitionkey": stream,
                "streamversion": version,
                "time": entry.happened_text(happened(event), self.zone),
                "authtype": write.kind,
                "authid": write.actor,
                "causationid": write.cause,
                "correlationid": write.correlation,
                "traceparent": write.traceparent,
                "dataclassification": told.classification,
                "sealeddigest": entry.digest(sealed) if sealed else "",
                "salt": "" if told.classification == "internal" else self.salt(),
                "datacontenttype": "application/json",
                "dataschema": f"urn:hearth:contract:{told.name}",
                "data": data,
            }
        )
        if len(entry.complete(0, entry.NEVER, rest)) > entry.LIMIT:
            raise Oversize(told.name)
        return Prepared(event_id, told.name, version, rest, sealed, event)


def executor(
    store: EventStore, teller: Teller, decider: Decider[Any], look: Look = lambda command, state: Found()
) -> "Execute":
    """Read, fold, decide, append; try again if someone was faster."""

    def attempt(stream: str, command: object, write: Write) -> Outcome:
        rows = [] if stream == write.fresh else store.read_stream(stream)
        version = len(rows)
        if write.seen is not None and write.seen != version:
            raise Stale(stream)
        history = (teller.vocabulary.decode(r.type, entry.read(r.entry).data) for r in rows)
        state = decider.fold(history)
        found = look(command, state)
        events = decider.decide(command, state, found.facts)
        status = 201 if events and (write.creates or not version) else 200
        outcome = Outcome(write.about or stream, version + len(events), status, tuple(events))
        return _append(store, teller, stream, version, outcome, found, write)

    def execute(stream: str, command: object, write: Write) -> Outcome:
        for _ in range(ATTEMPTS):
            try:
                return attempt(stream, command, write)
            except Conflict:
                write = replace(write, fresh="")
        raise Busy(stream)

    return execute


class Execute(Protocol):
    """One aggregate's command side, ready to call."""

    def __call__(self, stream: str, command: object, write: Write) -> Outcome: ...


def answer_of(outcome: Outcome, key: Key | None) -> Answer | None:
    """The answer to be replayed under the key: ids only."""
    if key is None:
        return None
    body = entry.encode({"id": outcome.stream, "version": outcome.version}).decode()
    return Answer(key.caller, key.key, key.fingerprint, outcome.status, body)


def _append(
    store: EventStore, teller: Teller, stream: str, version: int, outcome: Outcome, found: Found, write: Write
) -> Outcome:
    answer = answer_of(outcome, write.key)
    if not outcome.events and answer is None:
        return outcome
    prepared = tuple(
        teller.prepare(stream, version + place, each, write)
        for place, each in enumerate(outcome.events, start=1)
    )
    position = store.append(Append(stream, version, prepared, write.at, found.guards, answer, write.actor))
    return replace(outcome, position=position if prepared else 0)
