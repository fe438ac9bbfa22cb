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

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

from infra.demo import load
from infra.embedded import Embedded, open_embedded
from services.chassis.running.config import Config
from services.chassis.running.log import configure
from services.evaluation import queries
from services.evaluation.keeping import kept
from services.evaluation.projections import results

UNTIL = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
STOCKS = "('joined', 'left', 'moved-in', 'moved-out')"  # who is there: told once, not every year
# Each copy lies two years before the last, in a stretch of positions of its own.
EARLIER = """
insert into line select source, position + :shift, ordinal, fact || :mark, measure, unit, {day}, {known},
  case filed when '' then '' else {filed} end, person, occasion,
  subject || case subject when '' then '' else :mark end,
  tags, count, amount from line where position <= :most and measure not in {stocks}
"""
TOLD = """
insert into telling select source, position + :shift, id || :mark, type, stream || :mark, time,
  recorded, actor
from telling where position <= :most and exists (select 1 from line
  where line.source = telling.source and line.position = telling.position + :shift)
"""


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
    """Tell the dated facts again for earlier years."""
    years = {name: _earlier(name) for name in ("day", "known", "filed")}
    lines = text(EARLIER.format(stocks=STOCKS, **years))
    with engine.begin() as db:
        most = db.execute(text("select max(last) from reader")).scalar_one()
        for copy in range(1, copies + 1):
            given = {"shift": copy * most, "mark": f"#{copy}", "years": 2 * copy, "most": most}
            db.execute(lines, given)
            db.execute(text(TOLD), {name: given[name] for name in ("shift", "mark", "most")})
    with engine.begin() as db:
        db.execute(text("analyze"))


def _earlier(column: str) -> str:
    """The day so many years before; the leap day is the 28th there."""
    year = f"printf('%04d', substr({column}, 1, 4) - :years)"
    return f"{year} || replace(substr({column}, 5), '-02-29', '-02-28')"


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
        lines = db.execute(text("select count(*) from line")).scalar_one()
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
