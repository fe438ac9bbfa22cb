"""What a page of entries says to a hearer: in order, decoded to what it declares, or why not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from services.chassis import entry as entries

MOST = 40_000  # entries in the page of a reader that is far behind
MOST_BYTES = 32 * 2**20  # of such a page
MOST_SECONDS = 1.0  # that such a page may take


class Heard(msgspec.Struct, frozen=True, gc=False):
    """One event of another service, decoded to the few fields that the hearer declares.

    Its attributes are decoded when they are asked for: most folds need the fact alone.
    """

    source: str
    type: str
    entry: bytes
    fact: Any

    @property
    def position(self) -> int:
        return entries.position_of(self.entry)

    @property
    def told(self) -> entries.Envelope:
        """All of them at once; decoded at every call."""
        return entries.read(self.entry)

    @property
    def stream(self) -> str:
        return self.told.subject

    @property
    def id(self) -> str:
        return self.told.id

    @property
    def recorded(self) -> str:
        return entries.recorded_of(self.entry)


@lru_cache
def decoder(wanted: type) -> Callable[[bytes], Any]:
    """Decodes an entry, in one go, to something whose `data` is what the hearer declares."""
    return msgspec.json.Decoder(msgspec.defstruct("Entry", [("data", wanted)], gc=False)).decode


def in_order(page: Iterable[bytes], last: int) -> tuple[list[bytes], bool]:
    """The run of entries last + 1, last + 2...; and whether something beyond a hole was seen."""
    page = list(page)
    if [*map(entries.position_of, page)] == [*range(last + 1, last + 1 + len(page))]:
        return page, False
    ahead = {at: each for each in page if (at := entries.position_of(each)) > last}
    run: list[bytes] = []
    while each := ahead.get(last + len(run) + 1):
        run.append(each)
    return run, len(ahead) > len(run)


def hear(source: str, entry: bytes, hears: Mapping[str, type]) -> Heard:
    """The entry as heard; `fact` is None for a type that the hearer does not listen to."""
    name = entries.read(entry).type
    wanted = hears.get(name)
    return Heard(source, name, entry, decoder(wanted)(entry).data if wanted else None)


def sort_out(
    source: str, run: Iterable[bytes], hears: Mapping[str, type], blocked: set[str]
) -> tuple[list[Heard], list[tuple[Heard, str]]]:
    """What can be applied, and what must be parked (its stream is, or its data cannot be read)."""
    if not blocked:
        try:
            return heard_of(source, run, hears), []
        except msgspec.ValidationError:
            pass  # one by one then, to find which
    return _one_by_one(source, run, hears, blocked)


def heard_of(source: str, run: Iterable[bytes], hears: Mapping[str, type]) -> list[Heard]:
    """Every entry of a type that is heard; most follow one of their own type, which is seen at a glance."""
    known = {entries.typed(name): (name, decoder(wanted)) for name, wanted in hears.items()}
    found: list[Heard] = []
    told, at, wanted = b"?", 0, None
    for entry in run:
        if not entry.startswith(told, at):
            at, told = entries.type_in(entry)
            wanted = known.get(told)
        if wanted:
            name, decode = wanted
            found.append(Heard(source, name, entry, decode(entry).data))
    return found


def _one_by_one(
    source: str, run: Iterable[bytes], hears: Mapping[str, type], blocked: set[str]
) -> tuple[list[Heard], list[tuple[Heard, str]]]:
    good: list[Heard] = []
    bad: list[tuple[Heard, str]] = []
    for each in run:
        cause, heard = _hear_or_cause(source, each, hears)
        if heard.stream in blocked:
            bad.append((heard, "its stream is parked"))
        elif cause:
            blocked.add(heard.stream)
            bad.append((heard, cause))
        elif heard.fact is not None:
            good.append(heard)
    return good, bad


def _hear_or_cause(source: str, entry: bytes, hears: Mapping[str, type]) -> tuple[str, Heard]:
    try:
        return "", hear(source, entry, hears)
    except msgspec.ValidationError as problem:
        return str(problem), hear(source, entry, {})


def grown(batch: int, run: Sequence[bytes], spent: float, most: int = MOST) -> int:
    """The batch after one of `batch` that took `spent` seconds: twice or half of it, in time and memory."""
    if spent > MOST_SECONDS:
        return batch // 2
    fits = MOST_BYTES * len(run) // max(1, sum(map(len, run)))
    return min(2 * batch, most, fits)
