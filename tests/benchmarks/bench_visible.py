"""From a told visit to the score that shows it: `python -m tests.benchmarks.bench_visible`.

The embedded process (waitress, SQLite) on a demo campus. The clock starts when a visit is
acknowledged and stops when `GET /evaluation/api/scores/<branch>` names it among its facts. Beside it
what cannot be avoided: one durable SQLite commit, one bare HTTP round trip to the same process, and
the same GET when there is nothing new.

With `--platform`: the same through the front door of a platform of processes, from web to relay to Kafka
to worker to web, beside a bare producer and consumer on the same broker in the same minutes.
"""

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import kafka
from rich.console import Console
from rich.table import Table

from infra.demo.campus import Campus
from infra.demo.note import known
from infra.platform.running import Platform
from services.chassis.bus.kafka_python import Administration, client_settings
from services.chassis.running.config import Config
from services.chassis.web.tokens import Grant, Principal
from tests.benchmarks.on_platform import at_work
from tests.support.embedded import Process, running, until
from tests.support.telling import told

UNIT = "文学院"
BARE_BUS = "bare produce and consume"


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

    def __init__(self, process: Process | Platform, branch: str, member: str) -> None:
        token = process.token(Principal("person-bench", (Grant("chair", branch),)))
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=process.url, headers=headers, timeout=30)
        day = datetime.now(UTC).date()
        self.score = f"/evaluation/api/scores/{branch}?period={day.year}"
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


class Echo:
    """One record to a broker and back: the least that a bus can take."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        self.topic = f"bench-{uuid.uuid4().hex}"
        with Administration(settings) as cluster:
            cluster.create(self.topic, 1, 1, {})
        self.producer = kafka.KafkaProducer(metrics_enabled=False, **settings)
        self.consumer = kafka.KafkaConsumer(enable_auto_commit=False, metrics_enabled=False, **settings)
        self.consumer.assign([kafka.TopicPartition(self.topic, 0)])
        self.consumer.seek_to_beginning()
        self.there_and_back()

    def there_and_back(self) -> None:
        """Send a record, and poll until it is there."""
        self.producer.send(self.topic, b"a visit", partition=0).get()
        until(lambda: self.consumer.poll(1_000), "the record comes back")

    def close(self) -> None:
        self.producer.close()
        self.consumer.close()


def on_platform(platform: Platform, campus: Campus, times: int) -> Mapping[str, Sequence[float]]:
    """Milliseconds of everything, through the platform's front door."""
    unit, echo = campus.unit(UNIT), Echo(client_settings(platform.config))
    chair = Chair(platform, unit.id, unit.people[1].id)
    with closing(chair.client), closing(echo):
        return _on_platform(chair, echo, times)


def _on_platform(chair: Chair, echo: Echo, times: int) -> Mapping[str, Sequence[float]]:
    chair.until_visible(chair.tell())
    trips = [(*_told_and_seen(chair), *timed(echo.there_and_back, 1)) for _ in range(times)]
    posts, seen, echoes = zip(*trips, strict=True)
    return {
        "POST, sent to acknowledged": posts,
        "acknowledged to visible": seen,
        "POST to visible": [post + visible for post, visible in zip(posts, seen, strict=True)],
        "GET of that score, nothing new": timed(chair.look, times),
        "bare HTTP round trip (/healthz)": timed(lambda: chair.client.get("/welfare/healthz"), times),
        BARE_BUS: echoes,
    }


def _told_and_seen(chair: Chair) -> tuple[float, float]:
    """Milliseconds until a visit is acknowledged, and from there until its score shows it."""
    began = time.perf_counter()
    visit = chair.tell()
    acknowledged = time.perf_counter()
    chair.until_visible(visit)
    return 1000 * (acknowledged - began), 1000 * (time.perf_counter() - acknowledged)


def shown(found: Mapping[str, Sequence[float]]) -> Table:
    where = f"on {'the platform' if BARE_BUS in found else 'the embedded process'}"
    table = Table(title=f"Milliseconds {where} (load {os.getloadavg()[0]:.1f})")
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
    asked.add_argument("--platform", action="store_true", help="on a platform of processes")
    given = asked.parse_args()
    if given.platform:
        with at_work(given.size) as (platform, campus):
            Console().print(shown(on_platform(platform, campus, given.times)))
        return
    with tempfile.TemporaryDirectory() as folder:
        told(Path(folder), size=given.size)
        Console().print(shown(measured(Path(folder), given.times)))


if __name__ == "__main__":
    main()
