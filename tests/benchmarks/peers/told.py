"""What every side of the fold benchmark does alike: read a visit, keep the time, tell what came out."""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

Row = tuple[str, int, int]  # branch and day, visits, cents


class Visit(msgspec.Struct, gc=False):
    """What a count and a sum by branch and day need of a visit."""

    branch: str
    on: str
    amount: str

    @property
    def key(self) -> str:
        return f"{self.branch} {self.on}"

    @property
    def cents(self) -> int:
        """Exactly: amounts are told with two decimals."""
        return int(self.amount.replace(".", ""))


class Entry(msgspec.Struct, gc=False):
    data: Visit


_decode = msgspec.json.Decoder(Entry).decode


def visit(entry: bytes) -> Visit:
    """By a typed decoder that reads nothing else, the fastest there is in Python."""
    return _decode(entry).data


def digest(rows: Iterable[Row]) -> str:
    """Of sums in any order: two sides that have the same one have the same sums."""
    lines = sorted(f"{key} {count} {cents}\n" for key, count, cents in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class Watch:
    """Time and CPU from the first entry to the last commit: not the process's start, nor joining a group."""

    def __init__(self) -> None:
        self.began: tuple[float, float] | None = None
        self.ended = (0.0, 0.0)

    def start(self) -> None:
        """At the first entry; harmless at the others."""
        self.began = self.began or (time.perf_counter(), cpu())

    def stop(self) -> None:
        self.ended = (time.perf_counter(), cpu())

    def tell(self, rows: Iterable[Row]) -> None:
        """One line of JSON for the benchmark, the process's last."""
        assert self.began
        seconds, spent = (end - start for start, end in zip(self.began, self.ended, strict=True))
        found = {"seconds": seconds, "cpu": spent, "peak": peak(), "digest": digest(rows)}
        sys.__stdout__.write(json.dumps(found) + "\n")
        sys.__stdout__.flush()


def cpu() -> float:
    """CPU seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """The most memory that this process has had, in MB, without what its parent had before it."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(each for each in status if each.startswith("VmHWM")).split()[1]) / 1024
