"""What a page of entries says to a hearer: in order, decoded to what it declares, or why not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from services.chassis import entry as entries

MOST = 40_000  # entries in the page of a reader that is far behind
MOST_BYTES = 32 * 2**20  # of such a page
MOST_SECONDS = 1.0  # that such a page may take


class Attributes(msgspec.Struct, frozen=True, gc=False):
    """What is decoded of an entry beside its data."""

    id: str
    subject: str
    time: str = ""
    authid: str = ""


class Heard(msgspec.Struct, frozen=True, gc=False):
    """One event of another service, decoded to the few fields that the hearer declares."""

    source: str
    type: str
    entry: bytes
    fact: Any
    attributes: Attributes

    @property
    def position(self) -> int:
        return entries.position_of(self.entry)

    @property
    def stream(self) -> str:
        return self.attributes.subject

    @property
    def id(self) -> str:
        return self.attributes.id

    @property
    def recorded(self) -> str:
        return entries.recorded_of(self.entry)


@lru_cache
def decoder(wanted: type) -> Callable[[bytes], Any]:
    """Decodes an entry, in one go, to `Attributes` whose `data` is what the hearer declares."""
    data = msgspec.defstruct("Entry", [("data", wanted)], bases=(Attributes,), kw_only=True, gc=False)
    return msgspec.json.Decoder(data).decode


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
    wanted = hears.get(name := entries.read(entry).type)
    found = decoder(wanted or msgspec.Raw)(entry)
    return Heard(source, name, entry, found.data if wanted else None, found)


@dataclass(frozen=True)
class Hearing:
    """A run of entries as heard, each decoded when it is come to: whoever walks holds one at a time.

    Entries of a type that is not listened to are passed over; walking raises ValidationError.
    """

    source: str
    run: Iterable[bytes]
    hears: Mapping[str, type]

    def __iter__(self) -> Iterator[Heard]:
        known = {entries.typed(name): (name, decoder(wanted)) for name, wanted in self.hears.items()}
        told, at, wanted = b"?", 0, None
        for entry in self.run:
            if not entry.startswith(told, at):  # most follow one of their own type, seen at a glance
                at, told = entries.type_in(entry)
                wanted = known.get(told)
            if wanted:
                name, decode = wanted
                found = decode(entry)
                yield Heard(self.source, name, entry, found.data, found)


def sort_out(
    source: str, run: Iterable[bytes], hears: Mapping[str, type], blocked: set[str]
) -> tuple[list[Heard], list[tuple[Heard, str]]]:
    """What can be applied, and what must be parked (its stream is, or its data cannot be read)."""
    good: list[Heard] = []
    bad: list[tuple[Heard, str]] = []
    for each in run:
        try:
            cause, heard = "", hear(source, each, hears)
        except msgspec.ValidationError as problem:
            cause, heard = str(problem), hear(source, each, {})
        if heard.stream in blocked:
            bad.append((heard, "its stream is parked"))
        elif cause:
            blocked.add(heard.stream)
            bad.append((heard, cause))
        elif heard.fact is not None:
            good.append(heard)
    return good, bad


def grown(batch: int, run: Sequence[bytes], spent: float, most: int = MOST) -> int:
    """The batch after one of `batch` that took `spent` seconds: twice or half of it, in time and memory."""
    if spent > MOST_SECONDS:
        return batch // 2
    fits = MOST_BYTES * len(run) // max(1, sum(map(len, run)))
    return min(2 * batch, most, fits)
