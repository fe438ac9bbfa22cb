"""From a told visit to the score that shows it: `python -m tests.benchmarks.bench_visible`.

The embedded process (waitress, SQLite) on a demo campus. The clock starts when a visit is
acknowledged and stops when `GET /evaluation/api/scores/<branch>` names it among its facts. Beside it
what cannot be avoided: one durable SQLite commit, one bare HTTP round trip to the same process, and
the same GET when there is nothing new.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from infra.demo.note import known
from services.chassis.running.config import Config
from services.chassis.web.tokens import Grant, Principal
from tests.support.embedded import Process, running, until
from tests.support.telling import told

UNIT = "文学院"


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each call."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append(1000 * (time.perf_counter() - began))
    return spent


def commits(folder: Path, times: int) -> list[float]:
    """One row and one durable commit, as the embedded store makes them."""
    db = sqlite3.connect(folder / "raw.db", isolation_level=None)
    db.executescript("pragma journal_mode=WAL; pragma synchronous=FULL; create table raw (body text)")
    spent = timed(lambda: db.execute("insert into raw values ('a visit')"), times)
    db.close()
    return spent


class Chair:
    """A chair who logs visits to a member of the branch and looks at its score."""

    def __init__(self, process: Process, branch: str, member: str) -> None:
        token = process.token(Principal("person-bench", (Grant("chair", branch),)))
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=process.url, headers=headers, timeout=30)
        day = datetime.now(UTC).date()
        self.score = f"/evaluation/api/scores/{branch}?year={day.year}"
        about = {"branch": branch, "member": member, "occasion": "hospital", "relation": "spouse"}
        self.visit = {**about, "on": day.isoformat(), "amount": "200"}

    def look(self) -> str:
        return self.client.get(self.score).raise_for_status().text

    def tell(self) -> str:
        """Log a visit; its id."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        told = self.client.post("/welfare/api/visits/", json=self.visit, headers=key).raise_for_status()
        return str(told.json()["id"])

    def until_visible(self, visit: str) -> None:
        until(lambda: visit in self.look(), "the visit is scored")


def measured(folder: Path, times: int) -> Mapping[str, Sequence[float]]:
    """Milliseconds of everything, on the campus that lies in the folder."""
    campus = known(Config(data=str(folder)))
    assert campus
    unit = campus.unit(UNIT)
    with running(folder) as process:
        process.heard()
        chair = Chair(process, unit.id, unit.people[1].id)
        with chair.client:
            return _measured(chair, folder, times)


def _measured(chair: Chair, folder: Path, times: int) -> Mapping[str, Sequence[float]]:
    chair.until_visible(chair.tell())
    pairs = [_told_and_seen(chair) for _ in range(times)]
    return {
        "POST, sent to acknowledged": [post for post, _ in pairs],
        "acknowledged to visible": [visible for _, visible in pairs],
        "GET of that score, nothing new": timed(chair.look, times),
        "bare HTTP round trip (/healthz)": timed(lambda: chair.client.get("/welfare/healthz"), times),
        "one durable SQLite commit": commits(folder, times),
    }


def _told_and_seen(chair: Chair) -> tuple[float, float]:
    """Milliseconds until a visit is acknowledged, and from there until its score shows it."""
    began = time.perf_counter()
    visit = chair.tell()
    acknowledged = time.perf_counter()
    chair.until_visible(visit)
    return 1000 * (acknowledged - began), 1000 * (time.perf_counter() - acknowledged)


def shown(found: Mapping[str, Sequence[float]]) -> Table:
    table = Table(title="Milliseconds in the embedded process")
    for heading in ("", "p50", "p99"):
        table.add_column(heading, justify="right")
    for name, spent in found.items():
        cuts = statistics.quantiles(spent, n=100, method="inclusive")
        table.add_row(name, f"{statistics.median(spent):.1f}", f"{cuts[98]:.1f}")
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--size", type=float, default=1.0, help="share of the demo's members")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told(Path(folder), size=given.size)
        Console().print(shown(measured(Path(folder), given.times)))


if __name__ == "__main__":
    main()
