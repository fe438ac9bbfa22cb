"""Judges what is left of a run. It knows nothing of the code: only what clients were told, and bytes."""

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.simulation.domain import DEADLY, NO_CAP, UNWANTED

HEARS = {"mail": {"till": ("till.paid.v1",)}}
HEARS["board"] = {"till": ("till.paid.v1", "till.whispered.v1"), "mail": ("mail.sent.v1",)}


@dataclass
class History:
    """What clients were told, what a restored backup has lost, and which streams were parked."""

    acknowledged: dict = field(default_factory=dict)  # the command's reference -> service
    refused: set = field(default_factory=set)
    lost: list = field(default_factory=list)  # entries
    parked: set = field(default_factory=set)  # (hearer, source, stream)


@dataclass
class Evidence:
    """What the platform has stored: rows of the logs, records of the topics, lines of the readers."""

    logs: dict  # service -> rows
    topics: dict  # (service, "full" or "open") -> records
    last: dict  # hearer -> {source: position}
    lines: dict  # hearer -> [(source, position, stream)] as they were written
    sums: dict  # hearer -> {(source, stream): (number, total)}
    parked: dict  # hearer -> [(source, position, stream)]


def told(row):
    return json.loads(row.entry)


def violations(history, seen):
    """Everything that is not as promised once the platform is at rest; nothing when all is well."""
    return [
        *(each for service in seen.logs for each in log_wrong(service, seen.logs[service])),
        *(each for name in seen.topics for each in topic_wrong(name, seen.topics[name], seen.logs[name[0]])),
        *commands_wrong(history, seen.logs),
        *cap_wrong(seen.logs["till"]),
        *answers_wrong(history, seen.logs),
        *readers_wrong(history, seen),
        *rest_wrong(seen),
    ]


def log_wrong(service, rows):
    """Positions and versions without holes, recorded time that never falls, leaves that fit."""
    versions = Counter()
    before = ""
    for place, row in enumerate(rows, start=1):
        versions[row.stream] += 1
        entry = told(row)
        if (row.position, int(entry["sequence"])) != (place, place):
            yield f"{service}: position {row.position} stands at {place}"
        if row.version != versions[row.stream] or entry["subject"] != row.stream:
            yield f"{service}: {row.position} is not version {versions[row.stream]} of {row.stream}"
        if row.recorded < before:
            yield f"{service}: recorded time falls at {place}"
        if row.leaf != hashlib.sha256(b"\0" + row.entry).digest():
            yield f"{service}: leaf of {place} does not fit"
        before = row.recorded


def topic_wrong(name, records, rows):
    """Every position, first occurrences in order, bytes and key as they should be."""
    top = 0
    for offset, (key, value) in enumerate(records):
        position = int(json.loads(value)["sequence"])
        if position > top + 1:
            yield f"{name}: position {position} at offset {offset} comes after {top}"
        if position > len(rows) or not shown(name[1], rows[position - 1], key, value):
            yield f"{name}: offset {offset} is not what the store holds at {position}"
        top = max(top, position)
    if top < len(rows):
        yield f"{name}: ends at {top}, the log at {len(rows)}"


def shown(kind, row, key, value):
    """Whether a record is what its topic may show of a row."""
    if kind == "full" or told(row)["dataclassification"] == "internal":
        return (key, value) == (row.stream.encode(), row.entry)
    stub = json.loads(value)
    secret = row.stream in value.decode() or row.stream in key.decode() or "amount" in value.decode()
    return stub["type"] == "hearth.withheld.v1" and stub["data"] == {"leaf": row.leaf.hex()} and not secret


def commands_wrong(history, logs):
    """Acknowledged: once in the log. Refused: not at all. Nobody knows: at most once."""
    written = Counter(told(row)["data"]["ref"] for rows in logs.values() for row in rows)
    lost = {json.loads(each)["data"]["ref"] for each in history.lost}
    for ref, times in written.items():
        if times > 1 and not ref.startswith("answer"):
            yield f"{ref} is in the log {times} times"
    for ref in history.acknowledged.keys() - written.keys() - lost:
        yield f"{ref} was acknowledged and is not in the log"
    for ref in history.refused & written.keys():
        yield f"{ref} was refused and is in the log"


def cap_wrong(rows):
    """No payment above the cap that was in force at its place in the log."""
    cap, totals = NO_CAP, Counter()
    for row in rows:
        entry = told(row)
        amount = entry["data"]["amount"]
        if entry["type"] == "till.capped.v1":
            cap = amount
        if entry["type"] == "till.paid.v1":
            totals[row.stream] += amount
            if totals[row.stream] > cap:
                yield f"till: {row.position} breaks the cap of {cap}"


def answers_wrong(history, logs):
    """One letter for each payment that asks for one, none for any other."""
    sent = Counter(cause for row in logs["mail"] if (cause := told(row).get("causationid")))
    paid = [entry for row in logs["till"] if (entry := told(row))["type"] == "till.paid.v1"]
    due = {each["id"] for each in paid if answered(each["data"]["amount"])}
    lost = {json.loads(each)["id"] for each in history.lost}
    for cause in due | sent.keys():
        least, most = (1, 1) if cause in due else (0, 1 if cause in lost else 0)
        if not least <= sent[cause] <= most:
            yield f"mail: {sent[cause]} answers to {cause}, due is {most}"


def answered(amount):
    return (amount % 2 == 0 or amount == DEADLY) and amount != UNWANTED


def readers_wrong(history, seen):
    """Every position that a reader has passed is applied once, in order, or parked with what follows."""
    for hearer, sources in HEARS.items():
        for source, types in sources.items():
            rows = seen.logs[source][: seen.last[hearer].get(source, 0)]
            wanted = [row for row in rows if row.type in types]
            lines = [(at, stream) for name, at, stream in seen.lines[hearer] if name == source]
            parked = {at for name, at, _ in seen.parked[hearer] if name == source}
            patient = {stream for who, name, stream in history.parked if (who, name) == (hearer, source)}
            yield from reader_wrong(f"{hearer} of {source}", wanted, lines, parked, patient)
            yield from sums_wrong(hearer, source, wanted, parked, seen.sums[hearer])


def reader_wrong(name, wanted, lines, parked, patient):
    """`patient`: streams that were parked once, and so come later than others do."""
    applied = Counter(at for at, _ in lines)
    for row in wanted:
        times = applied.pop(row.position, 0) + (row.position in parked)
        if times != 1:
            yield f"{name}: {row.position} was applied {times} times"
    if applied:
        yield f"{name}: applied what is not there: {sorted(applied)}"
    straight = [at for at, stream in lines if stream not in patient]
    streams = defaultdict(list)
    for at, stream in lines:
        streams[stream].append(at)
    for order in (straight, *streams.values()):
        if order != sorted(order):
            yield f"{name}: out of order: {order}"
    for row in wanted:
        if row.position in parked and any(at > row.position for at in streams[row.stream]):
            yield f"{name}: {row.stream} went on past the parked {row.position}"


def sums_wrong(hearer, source, wanted, parked, sums):
    """The read model equals the plain count over the log."""
    plain = defaultdict(lambda: (0, 0))
    for row in wanted:
        if row.position not in parked:
            number, total = plain[row.stream]
            plain[row.stream] = number + 1, total + told(row)["data"]["amount"]
    found = {stream: sum_ for (name, stream), sum_ in sums.items() if name == source}
    if found != plain:
        yield f"{hearer} of {source}: sums are {found}, plainly counted {dict(plain)}"


def rest_wrong(seen):
    """At rest nobody is behind and nothing is parked."""
    for hearer, sources in HEARS.items():
        for source in sources:
            last, head = seen.last[hearer].get(source, 0), len(seen.logs[source])
            if last != head:
                yield f"{hearer} is at {last} of {head} of {source}"
        if seen.parked[hearer]:
            yield f"{hearer}: still parked: {seen.parked[hearer]}"
