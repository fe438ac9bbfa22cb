"""Scores and explanations at 30 thousand and at 1 million events: `python -m tests.benchmarks.bench_scores`.

The small ledger is the demo campus, told through the real commands (32,539 events, two years, 25
branches). The large one is the same ledger with its dated facts told again for the two years before,
and the two before those, until the tellings stand for a million events: a campus grows by years, not
by branches, and a score must not pay for years that it does not look at.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, select, text

from infra.demo import load
from infra.embedded import Embedded, open_embedded
from services.chassis.running.config import Config
from services.chassis.running.log import configure
from services.chassis.stores.many_rows import insert_rows
from services.evaluation import queries
from services.evaluation.keeping import kept
from services.evaluation.projections import results
from services.evaluation.projections.ledger import Folio, folio, heads_in, lines_in

UNTIL = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
STOCKS = {"joined", "left", "moved-in", "moved-out"}  # who is there: told once, not every year


@contextmanager
def campus(size: float) -> Iterator[Embedded]:
    """A demo campus of that size, told and scored."""
    configure("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        platform = open_embedded(Config(data=folder, checkpoint_seconds=0), lambda: NOW)
        load.load(platform, UNTIL, lambda done, total: None, size)
        yield platform


def events(platform: Embedded) -> int:
    return sum(parts.store.head() for parts in platform.parts.values())


def grow(engine: Engine, copies: int) -> None:
    """Tell the dated facts again for earlier years: each copy lies two years before the last."""
    with engine.begin() as db:
        most = db.execute(text("select max(last) from reader")).scalar_one()
        told = db.execute(select(folio)).all()
    for copy in range(1, copies + 1):
        again = [_again(row, copy, copy * most) for row in told]
        with engine.begin() as db:
            insert_rows(db, folio, [row for row in again if row[-2]])
    with engine.begin() as db:
        db.execute(text("analyze"))


def _again(row: Any, copy: int, shift: int) -> tuple[str | int, ...]:
    """A folio of so many copies of two years before, in a stretch of positions of its own."""
    again, mark = Folio(row.position + shift), f"#{copy}"
    for fact, measure, on, filed, *keys, subject, tags, amount, count, known, at in lines_in(row.lines):
        if measure not in STOCKS:
            days = [_earlier(day, 2 * copy) for day in (on, filed, known)]
            content = (fact + mark, measure, *days[:2], *keys, subject and subject + mark, tags, amount)
            again.add([(*content, count, days[2], str(int(at) + shift))], [])
    for at, id_, type_, stream, *rest in heads_in(row.told):
        again.add([], [(str(int(at) + shift), id_ + mark, type_, stream + mark, *rest)])
    return row.unit, _earlier(row.year, 2 * copy), row.source, *again.row()


def _earlier(day: str, years: int) -> str:
    """The day so many years before; the leap day is the 28th there."""
    return day and f"{int(day[:4]) - years:04}{day[4:].replace('-02-29', '-02-28')}"


def questions(platform: Embedded) -> Mapping[str, Callable[[], object]]:
    """What is asked, by name."""
    parts, year, before = platform.parts["evaluation"], str(UNTIL.year), str(UNTIL.year - 1)
    past, branch = date(UNTIL.year - 1, 9, 30), "文学院"
    return {
        "all branches, now": lambda: queries.scores_of(parts, year),
        "all branches, a past day as then known": lambda: queries.scores_of(parts, before, past, past),
        "one explanation, now": lambda: queries.explanation_of(parts, branch, year),
        "one explanation, a past day": lambda: queries.explanation_of(parts, branch, before, past, past),
        "results anew after one visit": lambda: _refreshed(platform),
    }  # fmt: skip


def _refreshed(platform: Embedded) -> int:
    """What the worker does after an event of one branch: its results of every window kept."""
    parts = platform.parts["evaluation"]
    with parts.live().begin() as db:
        db.execute(text("update unit set stale = 1 where unit = (select min(unit) from unit)"))
    return results.refresh(parts.live(), kept(parts))


@dataclass(frozen=True)
class Size:
    """The median milliseconds of every question on a ledger of so many events."""

    events: int
    lines: int
    megabytes: float
    ms: Mapping[str, float]


def measured(platform: Embedded, told: int, rounds: int) -> Size:
    engine = platform.parts["evaluation"].live()
    with engine.connect() as db:
        lines = sum(len(lines_in(each)) for each in db.execute(select(folio.c.lines)).scalars())
    found = {name: _median(question, rounds) for name, question in questions(platform).items()}
    return Size(told, lines, Path(str(engine.url.database)).stat().st_size / 1e6, found)


def _median(question: Callable[[], object], rounds: int) -> float:
    question()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        question()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def compared(size: float, copies: int, rounds: int) -> tuple[Size, Size]:
    """The same questions before and after the ledger grew."""
    with campus(size) as platform:
        told = events(platform)
        small = measured(platform, told, rounds)
        grow(platform.parts["evaluation"].live(), copies)
        return small, measured(platform, told * (copies + 1), rounds)


def shown(small: Size, large: Size) -> Table:
    table = Table(title="Milliseconds (median), by events in the ledger")
    for heading in ("", f"{small.events:,}", f"{large.events:,}", "ratio"):
        table.add_column(heading, justify="right")
    for name, ms in small.ms.items():
        table.add_row(name, f"{ms:,.1f}", f"{large.ms[name]:,.1f}", f"{large.ms[name] / ms:.2f}")
    table.add_row("lines", f"{small.lines:,}", f"{large.lines:,}", f"{large.lines / small.lines:.1f}")
    table.add_row("file, MB", f"{small.megabytes:,.0f}", f"{large.megabytes:,.0f}", "")
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--copies", type=int, default=30)
    given = asked.parse_args()
    Console(width=int(os.environ.get("COLUMNS", 100))).print(
        shown(*compared(1.0, given.copies, given.rounds))
    )


if __name__ == "__main__":
    main()
