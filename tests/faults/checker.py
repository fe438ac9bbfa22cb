"""Judges what a platform holds against what its clients were told. Knows nothing of the platform's code.

It compares the history of commands with what is found in the stores, in the topics and in evaluation's
lines, by the public words alone: a CloudEvent's `sequence`, `subject`, `streamversion`, `recordedtime`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

WITHHELD = "hearth.withheld.v1"
ACKNOWLEDGED, FAILED, UNKNOWN = "acknowledged", "failed", "unknown"


class Row(NamedTuple):
    """One row of a store's log."""

    position: int
    stream: str
    version: int
    id: str
    type: str
    recorded: str
    entry: bytes


class Told(NamedTuple):
    """An event of which evaluation says that its lines were made of it."""

    source: str
    position: int
    id: str


class Line(NamedTuple):
    """What evaluation keeps of a fact: all that it says, where it was told, +1 or -1."""

    what: tuple[Any, ...]
    source: str
    position: int
    count: int


class Sample(NamedTuple):
    """The reader at one moment: how far, how many events it holds of a source, the highest of them."""

    generation: str
    source: str
    last: int
    told: int
    highest: int


@dataclass(frozen=True)
class Log:
    """A service's store, and the values of its two topics in the order of their offsets."""

    rows: Sequence[Row]
    full: Sequence[bytes]
    open: Sequence[bytes]


@dataclass(frozen=True)
class Reader:
    """Where evaluation stands, what it has made of what it heard, and what it has put aside."""

    last: Mapping[str, int] = field(default_factory=dict)
    told: Sequence[Told] = ()
    lines: Sequence[Line] = ()
    parked: Sequence[tuple[str, int]] = ()
    samples: Sequence[Sample] = ()
    put_aside: Sequence[tuple[str, int]] = ()  # parked at any time


@dataclass(frozen=True)
class Command:
    """What one client wanted, under one key, and what came of it in the end.

    Its fact is recognised by the text `value` at the path `at` of the data of an event of `type`.
    """

    key: str
    service: str
    type: str
    at: str
    value: str
    outcome: str
    version: int = 0
    shown: bool = True  # whether evaluation keeps lines of it


@dataclass
class Verdict:
    """What was found, kind by kind; a finding is a sentence."""

    acknowledged: int = 0
    unknown: int = 0
    failed: int = 0
    attempts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)  # refused, and there nevertheless
    entries: int = 0
    repeated: int = 0  # records that a topic holds again, which it may
    samples: int = 0

    @property
    def findings(self) -> list[str]:
        kinds = ("lost", "doubled", "skipped", "disorder", "unasked")
        return [f"{kind}: {each}" for kind in kinds for each in getattr(self, kind)]

    def figures(self) -> dict[str, int]:
        """Every count, by name."""
        return {name: len(value) if isinstance(value, list) else value for name, value in vars(self).items()}


def commands(history: Iterable[Mapping[str, Any]]) -> list[Command]:
    """The history's lines (one per attempt), command by command.

    A refusal is final only where no earlier attempt may have been carried out.
    """
    found: dict[str, Command] = {}
    for each in history:
        before = found.get(each["key"])
        outcome = each["outcome"]
        if before and (before.outcome == ACKNOWLEDGED or (before.outcome == UNKNOWN and outcome == FAILED)):
            outcome = before.outcome
        version = each.get("version") or (before.version if before else 0)
        named = {name: each[name] for name in ("key", "service", "type", "at", "value", "shown")}
        found[each["key"]] = Command(**named, outcome=outcome, version=version)
    return list(found.values())


def judge(history: Sequence[Mapping[str, Any]], logs: Mapping[str, Log], reader: Reader) -> Verdict:
    """Everything that is wrong."""
    verdict, asked = Verdict(attempts=len(history), samples=len(reader.samples)), commands(history)
    for outcome in (ACKNOWLEDGED, UNKNOWN, FAILED):
        setattr(verdict, outcome, sum(each.outcome == outcome for each in asked))
    for name, log in sorted(logs.items()):
        verdict.entries += len(log.rows)
        _store(verdict, name, log.rows)
        _topic(verdict, f"{name}'s full topic", log, log.full)
        _topic(verdict, f"{name}'s open topic", log, log.open)
    found = Found(asked, logs)
    for each in asked:
        _command(verdict, each, found.rows_of(each))
    _reader(verdict, found, reader)
    _sampled(verdict, reader)
    return verdict


@dataclass(frozen=True)
class Found:
    """The clients' commands in the stores."""

    asked: Sequence[Command]
    logs: Mapping[str, Log]

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], list[Row]]:
        paths = {(each.service, each.type): each.at for each in self.asked}
        rows: dict[tuple[str, str, str], list[Row]] = {}
        for service, log in self.logs.items():
            for row in log.rows:
                if path := paths.get((service, row.type)):
                    rows.setdefault((service, row.type, value_at(row.entry, path)), []).append(row)
        return rows

    def rows_of(self, command: Command) -> list[Row]:
        return self._rows.get((command.service, command.type, command.value), [])


def value_at(entry: bytes, path: str) -> str:
    """The text at a dotted path of an event's data."""
    value = json.loads(entry)["data"]
    for step in path.split("."):
        value = value.get(step, "") if isinstance(value, dict) else ""
    return str(value)


def _command(verdict: Verdict, command: Command, rows: Sequence[Row]) -> None:
    name = f"{command.type} {command.value!r} ({command.key})"
    if len(rows) > 1:
        verdict.doubled.append(f"{name} is in the store at {[each.position for each in rows]}")
    if command.outcome == FAILED and rows:
        verdict.unasked.append(f"{name} was refused and is in the store at {rows[0].position}")
    if command.outcome == ACKNOWLEDGED and not rows:
        verdict.lost.append(f"{name} was acknowledged and is not in the store")
    if command.outcome == ACKNOWLEDGED and rows and rows[0].version != command.version:
        verdict.lost.append(f"{name} was acknowledged at version {command.version}, is at {rows[0].version}")


def _store(verdict: Verdict, name: str, rows: Sequence[Row]) -> None:
    recorded, versions = "", Counter[str]()
    for place, row in enumerate(rows, start=1):
        versions[row.stream] += 1
        if row.position != place:
            verdict.skipped.append(f"{name}'s store has {row.position} where {place} belongs")
            return
        if row.recorded < recorded:
            verdict.disorder.append(f"{name}'s store goes back in time at {place}")
        if row.version != versions[row.stream]:
            verdict.disorder.append(f"{name}'s store has version {row.version} of {row.stream} at {place}")
        if not _says_what_its_row_says(row):
            verdict.disorder.append(f"{name}'s store has another entry than its row at {place}")
        recorded = row.recorded


def _says_what_its_row_says(row: Row) -> bool:
    told = json.loads(row.entry)
    return (int(told["sequence"]), told["subject"], told["streamversion"], told["id"], told["type"]) == (
        row.position,
        row.stream,
        row.version,
        row.id,
        row.type,
    )


def _topic(verdict: Verdict, name: str, log: Log, values: Sequence[bytes]) -> None:
    """First occurrences must be 1, 2, 3... to the head, each the stored bytes or a stub of them."""
    seen: set[int] = set()
    for offset, value in enumerate(values):
        position = int(json.loads(value)["sequence"])
        if position in seen:
            verdict.repeated += 1
        elif position != len(seen) + 1:
            verdict.disorder.append(f"{name} has {position} at offset {offset} before {len(seen) + 1}")
        seen.add(position)
        if not 0 < position <= len(log.rows) or not _shows(log.rows[position - 1], value):
            verdict.lost.append(f"{name} has something else than the store at {position}")
    skipped = sorted({row.position for row in log.rows} - seen)
    verdict.skipped += [f"{name} has no {position}" for position in skipped]


def _shows(row: Row, value: bytes) -> bool:
    if value == row.entry:
        return True
    stub, told = json.loads(value), json.loads(row.entry)
    leaf = hashlib.sha256(b"\x00" + row.entry).hexdigest()
    return (
        stub["type"] == WITHHELD
        and told.get("dataclassification", "internal") != "internal"
        and stub["recordedtime"] == row.recorded
        and stub["data"] == {"leaf": leaf}
    )


def _reader(verdict: Verdict, found: Found, reader: Reader) -> None:
    """Everything that evaluation should have heard, once, and nothing that is not there."""
    aside = set(reader.parked)
    told = {(each.source, each.position): each.id for each in reader.told}
    lines = {(each.source, each.position) for each in reader.lines}
    for each in found.asked:
        for row in found.rows_of(each) if each.shown else ():
            at = (each.service, row.position)
            if at not in aside and (told.get(at) != row.id or at not in lines):
                kind = verdict.lost if each.outcome == ACKNOWLEDGED else verdict.skipped
                kind.append(f"{each.type} {each.value!r} at {row.position} is in no line")
    _heard_whole(verdict, found.logs, reader)
    verdict.doubled += [f"event {id} has lines at two places" for id in twice(told.values())]
    verdict.doubled += [f"{what} nets to {count}" for what, count in netted(reader.lines) if count > 1]
    verdict.lost += [f"{what} nets to {count}" for what, count in netted(reader.lines) if count < 0]


def _heard_whole(verdict: Verdict, logs: Mapping[str, Log], reader: Reader) -> None:
    """The reader stands at every head, and a type that it kept once it has kept always."""
    aside, told = set(reader.parked), {(each.source, each.position) for each in reader.told}
    for source, log in sorted(logs.items()):
        if (last := reader.last.get(source, 0)) != len(log.rows):
            verdict.skipped.append(f"evaluation has heard {source} to {last} of {len(log.rows)}")
        kept = {row.type for row in log.rows if (source, row.position) in told}
        wanted = {(source, row.position) for row in log.rows if row.type in kept}
        missing = sorted(wanted - told - aside)
        verdict.skipped += [f"evaluation has nothing of {at} of {name}" for name, at in missing]
        known = {(source, row.position, row.id) for row in log.rows}
        foreign = [each for each in reader.told if each.source == source and tuple(each) not in known]
        verdict.unasked += [f"evaluation has heard {each}, which is not in the store" for each in foreign]


def twice(ids: Iterable[str]) -> list[str]:
    return [id for id, times in Counter(ids).items() if times > 1]


def netted(lines: Iterable[Line]) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Each thing that lines say, with the sum of its signs: one where it holds, else none."""
    net: Counter[tuple[Any, ...]] = Counter()
    for each in lines:
        net[each.what] += each.count
    return iter(net.items())


def _sampled(verdict: Verdict, reader: Reader) -> None:
    """While it ran: it never went back, held nothing beyond its place, and missed nothing before it."""
    before: dict[tuple[str, str], int] = {}
    places: dict[str, list[int]] = {}
    for each in reader.told:
        places.setdefault(each.source, []).append(each.position)
    aside = set(reader.put_aside)
    for each in reader.samples:
        where = (each.generation, each.source)
        if each.last < before.get(where, 0):
            verdict.disorder.append(
                f"evaluation went back from {before[where]} to {each.last} of {each.source}"
            )
        if each.highest > each.last:
            verdict.disorder.append(
                f"evaluation had {each.highest} of {each.source} before {each.last} was heard"
            )
        until = [at for at in places.get(each.source, ()) if at <= each.last]
        least = sum((each.source, at) not in aside for at in until)
        if not least <= each.told <= len(until):
            verdict.disorder.append(
                f"evaluation had {each.told} of {len(until)} events of {each.source} up to {each.last}"
            )
        before[where] = each.last
