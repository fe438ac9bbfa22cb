"""A platform with a small union on it, as fault tests see it: clients at work, faults, the verdict."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx
import psycopg

from infra.platform import preflight
from infra.platform.running import Platform
from services.chassis.web.tokens import Grant, Principal
from tests.faults.checker import Verdict
from tests.faults.clients import ALL, Traffic, working
from tests.faults.evidence import LIVE, READER, SERVICES, Places, Watch, heads, lasts, newest, one, verdict
from tests.faults.world import World, founded
from tests.support.embedded import until
from tests.support.source import ROOT

SEED = int(os.environ.get("SEED") or 20260630)
OUT = Path(os.environ.get("FAULTS", ROOT / "build" / "faults"))
CAUGHT_UP = 300  # seconds until everything that was told must have been heard


@dataclass
class Stage:
    """One platform for the tests of a module."""

    platform: Platform
    folder: Path
    world: World
    places: Places
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    counted: int = 0  # acknowledged commands that stand in a row already
    clients: int = 0  # so many have worked so far: each has a number of its own, and with it its own names

    @contextmanager
    def working(self, number: int = 4, services: tuple[str, ...] = ALL, url: str = "") -> Iterator[Traffic]:
        """Clients at work, at the front door or at another address."""
        traffic = Traffic(url or self.platform.url, cache(self.platform.token), self.places.history)
        first, self.clients = self.clients, self.clients + number
        with working(traffic, self.world, range(first, first + number), services, SEED):
            yield traffic

    def watched(self) -> Watch:
        """Looks at evaluation all the while."""
        return Watch(self.places.databases[READER])

    def ask(self, service: str, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of a service's database."""
        with psycopg.connect(self.places.databases[service]) as db:
            found = db.execute(query.encode(), values or None)
            return list(found.fetchall()) if found.description else []

    def caught_up(self, *services: str, seconds: float = CAUGHT_UP) -> None:
        """Wait until topics and evaluation hold everything that these stores (all) do."""
        names = services or SERVICES
        self.platform.ready("postgresql", "kafka", *self.platform.processes())

        def behind() -> str:
            stored = heads(self.places)
            at = {
                "heard": lasts(self.places),
                **{kind: newest(self.places, kind) for kind in ("full", "open")},
            }
            short = [
                f"{kind} {at[kind]}" for kind in at if any(at[kind].get(n, 0) < stored[n] for n in names)
            ]
            return f"{stored}: {short}" if short else ""

        until(lambda: not behind(), "not everything is heard", seconds)

    def heard(self) -> int:
        """How many entries evaluation has heard."""
        return sum(lasts(self.places).values())

    def missing(self, service: str) -> int:
        """How many entries of a store its full topic does not have yet."""
        return heads(self.places)[service] - newest(self.places, "full").get(service, 0)

    def of_view(self, query: str) -> list[tuple[object, ...]]:
        """Rows of the live lines; `{view}` is their schema."""
        address = self.places.databases[READER]
        return self.ask(READER, query.replace("{view}", one(address, LIVE)))

    def lines(self, tag: str) -> list[int]:
        """The signed sums of the lines with a tag, in the order of their telling."""
        query = """
            select (l->>8)::bigint * (l->>9)::bigint, l->>7
            from {view}.folio, string_to_table(lines, E'\\n') as line, cast(line as json) as l
            order by source, (l->>11)::bigint, (l->>9)::int
        """
        return [int(str(amount)) for amount, tags in self.of_view(query) if tag in str(tags)]

    def parked(self) -> set[tuple[object, ...]]:
        """Source and stream of what is parked."""
        return set(self.of_view("select source, stream from {view}.parked"))

    def judged(self, name: str, watch: Watch | None = None, kills: int = 0, **more: object) -> Verdict:
        """What there is to say in the end; kept as one row of the table."""
        found = verdict(self.places, watch)
        row = {"name": name, "seed": SEED, "kills": kills, **found.figures(), **more}
        row["acknowledged"] -= self.counted  # everything is judged again, but counted once
        self.counted = found.acknowledged
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / f"{name.replace(' ', '-')}.json").write_text(json.dumps(row, indent=1) + "\n", "utf-8")
        return found

    def hearth(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command line on this platform, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "infra.cli", "--platform", str(self.platform.settings.folder), *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def postgres(self, program: str, *words: str) -> None:
        """One of PostgreSQL's programs, as superuser, as a runbook has it."""
        settings = self.platform.settings
        environ = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(settings.database_port),
            "PGUSER": "postgres",
            "PGPASSFILE": str(settings.secrets / "postgres.pgpass"),
        }
        subprocess.run([str(preflight.programs().postgresql / program), *words], env=environ, check=True)

    def figures(self, process: str) -> str:
        """What a relay or worker shows to Prometheus; empty while it does not answer."""
        plan = {each.name: each for each in self.platform.plan()}
        with suppress(httpx.TransportError):
            return httpx.get(plan[process].health.replace("/healthz", "/metrics"), timeout=10).text
        return ""

    def alarmed(self, process: str, word: str, since: int = 0) -> bool:
        """Whether a process has said this word since so many bytes of its log."""
        return word in self.platform.log(process).read_text("utf-8", errors="replace")[since:]

    def said(self, process: str) -> int:
        """How much a process has said so far."""
        return len(self.platform.log(process).read_text("utf-8", errors="replace"))

    def operator(self) -> dict[str, str]:
        """The headers of somebody who may act on workers."""
        token = self.platform.token(Principal("person-operator", (Grant("operator"),)))
        return {"Authorization": f"Bearer {token}"}


def staged(platform: Platform, folder: Path) -> Stage:
    """Found the union and be ready."""
    world = founded(platform.url, cache(platform.token))
    databases = {name: platform.dsn(name) for name in SERVICES}
    places = Places(databases, platform.bootstrap, platform.settings.school, folder / "history.jsonl")
    places.history.touch()
    stage = Stage(platform, folder, world, places)
    stage.caught_up()  # a branch that evaluation has not heard of yet has no figures
    return stage
