"""A sheet of 60 items for 100 branches: `python -m tests.benchmarks.bench_sheet`.

Asked of 100 thousand and of 10 million entries.

Every branch has a thousand facts a year: six hundred persons who came to activities, the activities,
visits, verified statements. Ten items look at persons, occasions or months one by one, fifty are sums.
The large ledger is ten schools of a hundred branches with ten years each.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine, text

from infra.garbage import seldom
from services.chassis.stores.many_rows import insert_rows
from services.chassis.worker import reading
from services.evaluation import rulebooks
from services.evaluation.computing import computed
from services.evaluation.domain.explanation import plain
from services.evaluation.domain.frame import Scheme
from services.evaluation.domain.windows import yearly
from services.evaluation.projections import results
from services.evaluation.projections.editions import Edition
from services.evaluation.projections.ledger import Folio, Place, entry, folio, metadata
from services.evaluation.projections.results import Running
from services.evaluation.projections.scores import explain
from services.evaluation.questions import Question

YEAR, BRANCHES, FACTS = 2025, 100, 1_000  # a branch's facts in a year
TODAY, PAST = date(YEAR, 12, 20), date(YEAR, 9, 30)
KINDS = (
    "sports",
    "culture",
    "lecture",
    "training",
    "health",
    "reading",
    "meeting",
    "plan",
    "summary",
    "openness",
)
HEAD = """
scheme: bench
title: {zh: 测, en: Bench}
catalogue: catalogue-2026
in_force_from: 2016-01-01
kinds: {teaching: {zh: 教学, en: Teaching}}
settings: {survey_weight: none, carry_over: none, decay: none, categories: kind, counted_on: day-asked,
  ballot: none, ties: shared}
rounding: {to: "0.01", mode: half-up}
root:
  id: total
  title: {zh: 总分, en: Total}
  of:
"""
ITEM = """
    - id: item-{number}
      title: {{zh: 项, en: Item}}
      cite: {{sheet: 测, year: "2025", clause: "1"}}
      points: 2
      rule: count
      per: 0.1
      of: {{measure: {measure}, where: {{kind: {kind}}}{more}}}
"""
ONCE = ", each: %s, within: once"
EACH = (
    ONCE % "person",
    ONCE % "occasion",
    ONCE % "[person, month]",
    ", each: quarter, reach: 2, across: count",
)


def scheme() -> Scheme:
    """Sixty items, ten of them over `each`."""
    items = []
    for number in range(60):
        measure = ("activities", "evidence")[number % 2] if number < 50 else "attendance"
        more = EACH[number % len(EACH)] if number >= 50 else ""
        kind = KINDS[number // 2 % len(KINDS)]
        items.append(ITEM.format(number=number, measure=measure, kind=kind, more=more))
    catalogue = rulebooks.catalogue(rulebooks.shipped("catalogue-2026"))
    return rulebooks.scheme(HEAD + "".join(items), catalogue)


def facts(unit: str, year: int, first: int) -> Iterator[tuple[Place, Folio]]:
    """A branch's facts of a year, told one by one from a position on; every tenth is known late."""
    for number in range(FACTS):
        kind = KINDS[number % len(KINDS)]
        on = date(year, 1, 1) + timedelta(days=number * 365 // FACTS)
        known = on + timedelta(days=20 if number % 10 == 0 else 1)
        measure = "attendance" if number % 10 < 6 else ("activities", "visits", "evidence")[number % 3]
        person = f"{unit}-m{number % 60}" if measure == "attendance" else ""
        place, tags = str(first + number), f'[["kind","{kind}"]]'
        told = Folio(first + number)
        content = (
            f"f{place}",
            measure,
            str(on),
            str(known),
            [person],
            f"o{number // 10}",
            f"s{number}",
            tags,
            "0",
        )
        named = (f"id-{place}", "membership.activity-held.v1", f"activity-{place}")
        head = (place, *named, str(on), f"{known}T00", "person-chair")
        told.add([(*content, "1", str(known), place)], [head])
        yield (unit, str(year), "membership"), told


def registers(units: int) -> Iterator[tuple[str | int, ...]]:
    """Kind and name of every branch."""
    for number in range(units):
        unit = f"branch-{number:05}"
        for ordinal, (register, value) in enumerate((("kind", "teaching"), ("name", unit))):
            yield (unit, register, "", unit, "2000-01-01", "2000-01-01", "membership", number, ordinal,
                   "2000-01-01T00:00:00.000000Z", value, 1)  # fmt: skip


@contextmanager
def ledger(schools: int, years: int) -> Iterator[Engine]:
    """A ledger of so many schools of a hundred branches, and so many years."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'ledger.sqlite'}")
        with engine.begin() as db:
            metadata.create_all(db)
            reading.create_all(db)
            insert_rows(db, entry, list(registers(schools * BRANCHES)))
        told = (fact for school in range(schools) for fact in _school(school, years))
        while page := [(*place, *each.row()) for place, each in islice(told, 100_000)]:
            with engine.begin() as db:
                insert_rows(db, folio, page)
        with engine.begin() as db:
            db.execute(text("analyze"))
            first = "select distinct unit, 1, '2000-01-01' from entry where unit < 'branch-00100'"
            db.execute(text(f"insert into unit {first}"))
        yield engine
        engine.dispose()


def _school(school: int, years: int) -> Iterator[tuple[Place, Folio]]:
    for number in range(BRANCHES):
        for back in range(years):
            first = ((school * BRANCHES + number) * years + back) * FACTS + 1_000_000
            yield from facts(f"branch-{school * BRANCHES + number:05}", YEAR - back, first)


def questions(engine: Engine) -> Mapping[str, Callable[[], object]]:
    """What is asked of a ledger, by name."""
    sheet, window = scheme(), yearly(YEAR)
    edition = Edition("bench", 1, "", "", sheet.in_force_from, str(YEAR), "", "", TODAY, "", TODAY, TODAY)
    running = [Running(str(YEAR), "bench", sheet, window, TODAY)]
    results.refresh(engine, running)

    def asked(of: Callable[..., object], *given: object) -> object:
        with engine.connect() as db:
            return of(db, *given)

    def past(known: date | None) -> object:
        found = asked(computed, [Question(str(YEAR), window, PAST, known, edition, sheet)])
        assert len(found[0]) >= BRANCHES  # type: ignore[index]
        return found

    def reasons() -> object:
        return plain(asked(explain, sheet, "branch-00007", window, TODAY).result)  # type: ignore[attr-defined]

    return {
        "current scores of all branches": lambda: asked(results.current, str(YEAR)),
        "a past day, as known now": lambda: past(None),
        "a past day, as then known": lambda: past(PAST),
        "one explanation": reasons,
    }


def measured(schools: int, years: int, rounds: int) -> dict[str, float]:
    """The median milliseconds of every question."""
    with ledger(schools, years) as engine:
        return {name: _median(ask, rounds) for name, ask in questions(engine).items()}


def _median(ask: Callable[[], object], rounds: int) -> float:
    ask()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--schools", type=int, default=10)
    asked.add_argument("--years", type=int, default=10)
    given = asked.parse_args()
    seldom()  # as every process of the platform
    small, large = measured(1, 1, given.rounds), measured(given.schools, given.years, given.rounds)
    table = Table(title="Milliseconds (median), by entries in the ledger")
    many = given.schools * given.years * BRANCHES * FACTS
    for heading in ("", f"{BRANCHES * FACTS:,}", f"{many:,}", "ratio"):
        table.add_column(heading, justify="right")
    for name, ms in small.items():
        table.add_row(name, f"{ms:,.1f}", f"{large[name]:,.1f}", f"{large[name] / ms:.2f}")
    Console(width=int(os.environ.get("COLUMNS", 100))).print(table)


if __name__ == "__main__":
    main()
